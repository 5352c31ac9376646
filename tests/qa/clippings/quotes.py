"""Four quotes of two articles, to be kept."""

from corpus.articles import make_article
from qa.reading.quoting import quote_at

RAIN = make_article(
    "Rain fell in Almaty all day. The river rose.\n\nSnow closed the northern road.",
    title="Weather",
    source="Daily",
    author="Ada Brandt",
    published="2024-03-01",
    url="https://daily.example/weather",
)
MET = make_article("The committee met at noon. It chose a chair.", title="A committee", source="Post")
FELL, ROSE, SNOW, NOON = quote_at(RAIN, 0, 28), quote_at(RAIN, 29, 44), quote_at(RAIN, 46, 76), quote_at(MET, 0, 26)
