"""The words that questions, greetings and thanks are made of, as alternatives of regular expressions.

The modules that recognize questions, greetings and thanks share these; patterns are matched without case.
"""

QUESTION_WORDS = "who|whom|whose|what|when|where|which|why|how"

AUXILIARIES = "do|does|did|is|are|was|were|has|have|had"
"""Verbs that begin a question, and that keywords rarely begin with."""

HELLO = "hi|hello|hey"
GOOD_DAY = r"good\s(?:morning|afternoon|evening|day)"
GREETINGS = rf"{HELLO}|{GOOD_DAY}|greetings|hiya|howdy"
"""Greetings before a question."""

ANY_GREETING = (
    rf"{GREETINGS}|h{{1,9}}i{{1,9}}|h[ae]l{{1,9}}o{{1,9}}|h{{1,9}}e{{1,9}}y{{1,9}}"
    r"|yo|bonjour|hola|salut|ciao|guten tag|welcome"
)
"""Greetings if nothing else is typed; in a question some of them are names."""

EVERYBODY = "there|all|everyone|everybody"
"""Words for those who are greeted."""

THANKS = r"thanks|thank\syou|thx|cheers"
