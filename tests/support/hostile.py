"""An article and texts that try everything a page must not do with them."""

from hypothesis import strategies as st

HOSTILE_TITLE = "<img src=x onerror=hacked=1> ${hacked=2} {{value}} **Zorblatt** `report` <script>hacked=3</script>"
HOSTILE_TEXT = (
    "The Zorblatt committee met <img src=x onerror=hacked=4> and chose ${hacked=5}, $$x^2$$, {{value}},\t"
    "**bold**, `code`, <script>hacked=6</script>, %%%LATEX_BLOCK_0%%%, \u202eright to left\u202c, &amp;, \\u0041, "
    "[a](javascript:hacked=7), # no heading,   three spaces, a control \x85 sign and 👩🏽‍🚀 in Zorblatt.\n"
    "* The Zorblatt committee rose at noon.\n\n<!-- --> The Zorblatt secretary said “<b>nothing</b>”."
)

BREAKING = [
    '"><img src=x onerror=hacked()><a href="',
    "' onmouseover='hacked()' x='",
    "</bdi></a></blockquote><script>hacked()</script>",
    "--><svg onload=hacked()><!--",
    "</title></style></textarea><iframe srcdoc='x'>",
    "[press](javascript:hacked()) ![x](y) <https://evil.example> `code` **bold** | a |\n|---|",
    "# heading\n\n    code\n> quote\n1. one\n- two\n***\n```\nfence",
    "heading\n=======\n[1]: https://evil.example 'x'",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "${hacked()} {{value}} {% raw %} $$x^2$$",
    '"onload="hacked()',
    "{{ 7*7 }}",
    "{% raw %}{% endfor %}{# note #}{{ self.__init__.__globals__ }}{% include 'answer.html' %}",
    "\u202e000,9\u202c \u2066a\u2069 n\u200bot\U000e0049 \x1b[31m \x9b1m a\rb \u2028c",
    "\r\n[2] A headline that is none \xb7 A paper (id:0-9)",
]
ANYTHING = st.one_of(
    st.sampled_from(BREAKING), st.text(min_size=1), st.lists(st.sampled_from(BREAKING), min_size=2).map("".join)
).filter(lambda text: text.split() and not text.isspace())
"""Texts that the index of a stranger may hold."""
