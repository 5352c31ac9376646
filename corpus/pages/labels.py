"""Recognises labels of a page, such as "Read also: ..." or "Advertisement", in the languages of many pages."""

import re

_MAX_LENGTH = 160

# Page elements that trafilatura leaves in. A whole sentence is kept unless it is about the page itself.
_LABEL = re.compile(
    r"(?:read (?:more|also|next)(?:(?: on| about)? ?:.*)?|see also|related(?: articles| stories)?"
    r"|more on this(?: story| topic)?"
    r"|continue reading.*|advertisement|print(?: this page)?"
    r"|share(?: this| article| this article| on (?:facebook|twitter|x|whatsapp|linkedin|telegram))?"
    r"|share(?: this)? ?:(?:[ ,|]+(?:facebook|twitter|x|whatsapp|linkedin|telegram|reddit|pinterest|e-?mail|print))+"
    r"|unsubscribe(?: here| now)?"
    r"|view (?:this (?:e-?mail|message|newsletter|page) )?(?:in|on) (?:your |a |the )?(?:web ?)?browser"
    r"|(?:\w+ ){0,2}logo|last updated?(?:(?: on| at)?:.*| [^,]*\d{4}.*)"
    r"|(?:photo|image|picture)s?(?: credit| courtesy)?(?: ?:| courtesy of| by (?-i:[A-Z])).*"
    r"|(?-i:[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,4}) ?/ ?(?:AFP|Reuters|AP|EPA|dpa|TASS|Xinhua|Anadolu|Getty Images)"
    r"|(?-i:AFP|Reuters|EPA|dpa|TASS|Xinhua)|getty images|shutterstock|istock(?:photo)?|alamy(?: stock photo)?"
    r"|(?:listen to|play|save|bookmark|gift|email|copy link to|watch) this (?:article|story|page)"
    r"(?: ?[-–—·|(:]? ?\d+ ?(?:mins?|minutes?|sec(?:ond)?s?|:\d\d)\)?)?"
    r"|(?:reading time ?:? ?)?\d+[ -]?min(?:ute)?s?(?: read)?|reading time ?:.*"
    r"|(?:skip|jump) to (?:main )?(?:content|navigation|article)|back to top|copy link|table of contents"
    r"|(?:\d+ )?comments?|leave a (?:comment|reply)|tags ?:.*|filed under ?:.*|posted in ?:.*)",
    re.IGNORECASE,
)
_SERVICE = (
    r"(?:[Uu]nsubscribe(?: here| now| from (?:this|these|our) (?:list|e-?mails?|newsletter))?"
    r"|(?:[Mm]anage|[Uu]pdate) (?:your )?(?:e-?mail )?preferences|[Vv]iew online|[Ff]orward to a friend"
    r"|[Vv]iew (?:this (?:e-?mail|message|newsletter|page) )?(?:in|on) (?:your |a |the )?(?:web ?)?browser)"
)
_SERVICE_END = re.compile(
    rf"(?<=[.!?…”\")])\s*(?:[|·•–—-]\s*)?(?<=[\s|·•–—-]){_SERVICE}(?:\s*[|·•–—-]?\s*{_SERVICE})*\s*\Z"
)
_NOTICE = re.compile(
    r"(?:(?:we|this (?:web)?site) uses? cookies.*|(?:accept|manage) (?:all )?cookies|all rights reserved|©.*"
    r"|follow us on .*|(?:sign up|subscribe)(?: now| here| today"
    r"| (?:for|to) .*\b(?:newsletters?|channel|updates|(?:morning|evening|daily|weekly) (?:letter|briefing|email))"
    r"\b.*)?"
    r"|click here .*|read more)[.!…]?",
    re.IGNORECASE,
)
_READ_ALSO = (
    # German
    r"(?:lesen sie|lest|lies) (?:auch|hierzu|dazu|mehr)(?: .{1,40})?|auch (?:lesen|interessant)"
    r"|mehr (?:zum thema|dazu|lesen|infos?)(?: .{1,30})?|(?:zum )?weiterlesen|siehe auch|schon gelesen"
    r"|weitere (?:themen|informationen|infos|artikel|beiträge|meldungen|nachrichten|links)(?: .{1,40})?"
    r"|(?:das )?könnte (?:sie|dich|euch) auch interessieren|empfohlene (?:artikel|beiträge)"
    # French
    r"|[àa] lire (?:aussi|également)|lire (?:aussi|également|la suite)|voir aussi|sur le même (?:sujet|thème)"
    # Spanish, Portuguese, Italian
    r"|le[ae] (?:también|además|más)|(?:le|te) puede interesar|ve[ar] también|puedes? ver"
    r"|(?:notas|noticias) relacionadas"
    r"|contenidos? relacionados?|leia (?:também|mais)|veja também|leggi anche|vedi anche|potrebbe interessarti"
    # Polish, Czech, Russian
    r"|(?:prze)?czytaj (?:też|także|również|więcej)|zobacz (?:też|także|również)|dowiedz się więcej|přečtěte si také"
    r"|читайте (?:также|ещё|еще)|смотрите также|по теме"
    # Dutch, Swedish, Danish, Norwegian
    r"|lees (?:ook|meer|verder)|zie ook|läs (?:också|även|mer)|læs også|les også"
)
_OTHER_LABEL = (
    r"(?:titel|beitrags|symbol)?(?:bild|foto) ?:.*|bild anzeigen|wird geladen.*|teilen(?: mit)?(?: ?:)?|bewerten ?:?"
    r"|(?:keine|\d+) kommentare?|kommentar(?:e|e? (?:schreiben|hinterlassen|anzeigen))?|inhaltsverzeichnis|anzeige"
    r"|(?:zum )?newsletter (?:anmelden|abonnieren|bestellen)|nach oben|artikel drucken|schlag(?:worte|wörter) ?:.*"
    r"|(?:view|show|load)(?: all| more)? comments|no comments(?: yet)?|credits? ?:.*|last modified ?:.*"
    r"|crédits? ?(?:photos?)? ?:.*|photos? ?:.*|publicité|imprimer|partager(?: (?:cet article|sur) ?.*)?"
    r"|(?:\d+|aucun) commentaires?|commentaires|mots[ -]clés ?:.*"
    r"|compartir(?: en .*)?|publicidad|comentarios|(?:\d+|sin) comentarios?|etiquetas ?:.*|fotos? ?:.*"
    r"|compartilh[ae]r?|publicidade|condividi(?: su .*)?|pubblicità|(?:\d+ )?commenti"
    r"|udostępnij|reklama|komentarze(?: \(\d+\))?|fot\. .*|поделиться|реклама|комментарии|фото ?:.*"
    r"|delen|advertentie|(?:\d+ )?reacties|annons|annonse|annonce"
)
_FOREIGN = re.compile(rf"(?:(?:{_READ_ALSO})(?:\W*| ?:.*)|{_OTHER_LABEL})", re.IGNORECASE)
_RELATED = re.compile(
    r"(?:(?:more |most )?(?:related|recommended)(?: (?:articles|stories|posts|reading|content|news|links|topics))?"
    r"|(?:most|more) (?:read|popular|viewed|shared|on this(?: story| topic)?|from .{1,40}|stories|news|headlines)"
    r"|read (?:more|also|next)|you (?:may|might) (?:also )?(?:like|be interested in)|see also|don[’']t miss"
    r"|trending(?: now)?|latest (?:news|stories|headlines)|top stories|editors?[’']?s? picks?|in other news)\W*"
    rf"|(?:{_READ_ALSO})\W*",
    re.IGNORECASE,
)


def cut_service(text: str) -> str:
    """Return a paragraph without links such as "Unsubscribe" after its last sentence."""
    found = _SERVICE_END.search(text, max(len(text) - _MAX_LENGTH, 0))
    return text[: found.start()].rstrip() if found else text


def is_around(line: str) -> bool:
    """Return whether a line belongs to the page and not to its article."""
    line = line.strip(" -–—|•*")
    if len(line) > _MAX_LENGTH:
        return False
    is_sentence = line.endswith((".", "!", "?", "”", '"'))
    return bool(_NOTICE.fullmatch(line) or (not is_sentence and (_LABEL.fullmatch(line) or _FOREIGN.fullmatch(line))))


def is_related(line: str) -> bool:
    """Return whether a line is a heading such as "Related stories"."""
    return len(line) <= _MAX_LENGTH and bool(_RELATED.fullmatch(line))
