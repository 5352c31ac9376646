"""An article that tries everything a page must not do with it."""

HOSTILE_TITLE = "<img src=x onerror=hacked=1> ${hacked=2} {{value}} **Zorblatt** `report` <script>hacked=3</script>"
HOSTILE_TEXT = (
    "The Zorblatt committee met <img src=x onerror=hacked=4> and chose ${hacked=5}, $$x^2$$, {{value}},\t"
    "**bold**, `code`, <script>hacked=6</script>, %%%LATEX_BLOCK_0%%%, \u202eright to left\u202c, &amp;, \\u0041, "
    "[a](javascript:hacked=7), # no heading,   three spaces, a control \x85 sign and 👩🏽‍🚀 in Zorblatt.\n"
    "* The Zorblatt committee rose at noon.\n\n<!-- --> The Zorblatt secretary said “<b>nothing</b>”."
)
