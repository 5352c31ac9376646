"""Limits of the input of a call: one table for Python, the terminal, REST, MCP and the page.

A limit that names no surface holds on all that take such an input. What a client of the server may send in a time, and
how large a request may be, is limited in `ui/security/limits.py`.
"""

MAX_QUESTION_LENGTH = 2_000
"""Maximum length of a question, in characters; a longer text is a document, not a question."""

MAX_TYPED_LENGTH = 500
"""Maximum length of a question in the box of the page, in characters: the box has one line, and the page repeats it."""

MAX_HITS = 1_000
"""Maximum number of passages of a call in Python and the terminal."""

MAX_SERVED_HITS = 100
"""Maximum number of passages of a call by REST and MCP: others wait for the same server, and it sends every passage."""

MAX_TURNS = 50
"""Maximum number of questions of a conversation: of earlier ones by REST and MCP, and of all on the page.

In Python and the terminal there is no limit: the caller has them in memory already.
"""

MAX_FILTER_SOURCES = 50
"""Maximum number of sources to filter by, by REST and MCP."""

MAX_PHRASE_LENGTH = 200
"""Maximum length of the name, word or phrase whose mentions are listed, in characters."""

MAX_SERVED_MENTIONS = 200
"""Maximum number of mentions that REST and MCP return at once."""

MAX_EXPORTED = 10_000
"""Maximum number of mentions that the page exports at once; the terminal writes any number."""

MAX_COUNTED = 200
"""Maximum number of articles, of sources and of months that REST and MCP return with their counts of mentions."""

MAX_DRAFT_LENGTH = 100_000
"""Maximum length of a draft, in characters, by REST, MCP and on the page.

Each of its quotations is charged as a request. The terminal reads files of any length.
"""

MAX_CITATIONS = 20
"""Maximum number of citations that REST verifies at once; the terminal reads files of any number."""

MAX_CITATION_LENGTH = 5_000
"""Maximum length of a citation that REST verifies, in characters."""

MAX_FILTER_LENGTH = 200
"""Maximum length of the words to filter the list of articles by, in characters."""

MAX_LISTED = 200
"""Maximum number of articles that REST and MCP list at once."""

MAX_RELATED = 50
"""Maximum number of related articles, and of the sentences of an extract, by REST, MCP and on the page."""

MAX_NUMBER = 10**9
"""Greatest offset in an article or in the list of articles, by REST and MCP; no text or list is as long."""

MAX_ID_LENGTH = 64
"""Maximum length of the id of an article, by MCP; in an address, by REST, the length of addresses is limited."""

MAX_STRETCH_LENGTH = 20_000
"""Maximum length of the text of an article that MCP returns at once, in characters: the client's model reads it all."""

MAX_LINK_LENGTH = 100_000
"""Maximum length of a link of the page that asks a question, in characters: with its history and sources, encoded."""

MAX_LINK_FIELDS = 200
"""Maximum number of the fields of such a link."""

MAX_LINKS_LENGTH = 500_000
"""Maximum length of the links of a conversation on the page as JSON, in characters."""

MAX_WEB_ADDRESS_LENGTH = 2_000
"""Maximum length of a web address to download, on the page, in characters."""

MAX_ACTION_LENGTH = 100_000
"""Maximum length of an action in the library of the page as JSON, in characters: it names every chosen article."""

MAX_CHOSEN = 5_000
"""Maximum number of articles that are chosen one by one in the library of the page."""

MAX_VIEW_LENGTH = 40
"""Maximum length of the order and page of the library's list, in characters."""

MAX_NOTE_LENGTH = 500
"""Maximum length of a note on an answer, on the page, in characters; longer ones are refused."""

MAX_CLIPPING_LENGTH = 5_000
"""Maximum length of a kept quotation, in characters."""

MAX_REMARK_LENGTH = 5_000
"""Maximum length of the note on a kept quotation, in characters."""

MAX_TAGS = 20
"""Maximum number of tags of a kept quotation."""

MAX_TAG_LENGTH = 60
"""Maximum length of a tag, in characters."""

MAX_CLIPPINGS = 5_000
"""Maximum number of quotations that a user keeps, and of those that a call changes at once."""

MAX_USER_LENGTH = 200
"""Maximum length of the name of a user who keeps quotations, in characters."""

MAX_FILES = 1_000
"""Maximum number of files of one upload to the page."""

MAX_BODY_SIZE = 1_000_000
"""Maximum size of a request that uploads no file, in bytes; a draft fits in."""

MAX_MATRIX_QUESTIONS = 100
"""Maximum number of questions of a matrix, by REST, MCP and on the page; Python and the terminal have no limit."""

MAX_MATRIX_CELLS = 20_000
"""Maximum number of cells of a matrix on the page: the browser shows them, and the server keeps them for the export."""

MAX_CELLS_AT_ONCE = 100
"""Maximum number of cells that REST and MCP fill at once, and the page with one call; each is charged."""

MAX_COLUMN_LENGTH = 500
"""Maximum length of the key of a column of a matrix on the page, in characters: an id or the name of a source."""

MAX_STANDING = 100
"""Maximum number of standing questions of an index: each is asked at every new generation."""

MAX_KEPT_SENTENCES = 1_000
"""Maximum number of sentences that are kept for a standing question; the oldest ones that were read are dropped."""
