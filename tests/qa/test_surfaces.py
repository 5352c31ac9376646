"""The same question gets the same answer in Python, on the command line, over REST and MCP, and on the page."""

import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from corpus.reading import Reading
from index.building.build import build_index
from index.opening import open_index
from qa import ask
from qa.serialize import answer_to_json
from qa.work_steps import finish_steps
from tests.support.api_client import make_client
from tests.support.weather import RAIN, SNOW, WIND, find
from ui.ask_request import address_of, read_address, read_typed
from ui.cli.main import quotedesk
from ui.mcp.mcp_server import TOOLS
from ui.service import Service
from ui.web.transcript import Transcript

HAIL = "Hail hit Osh since 2014, and Mira Sol paid for the roofs."
SURFACES = ("python", "command line", "rest", "mcp", "page", "link")


class Surfaces:
    """Every way of asking one index; each returns an answer as JSON, without the passages that were read."""

    def __init__(self, folder):
        self.folder, self.index = folder, open_index(folder)
        self.client, self.service = make_client(folder), Service(folder)

    def ask(self, surface, question, *, read_period=True, **filters):
        named = dict(filters)
        if surface == "python":
            answer = answer_to_json(ask(question, index=self.index, read_period=read_period, **filters))
        elif surface == "command line":
            options = [part for name, day in filters.items() for part in (f"--{name}", day)]
            options += [] if read_period else ["--no-period"]
            said = CliRunner().invoke(quotedesk, ["ask", question, "--json", "--index", str(self.folder), *options])
            answer = json.loads(said.stdout)
        elif surface == "rest":
            typed = {"question": question, "read_period": read_period, **named}
            answer = self.client.post("/api/v1/ask", json=typed).json()
        elif surface == "mcp":
            ask_tool: Any = TOOLS["ask"]
            answer = finish_steps(ask_tool(question=question, read_period=read_period, **named).run(self.index))
        else:
            answer = answer_to_json(self.ask_page(surface, question, filters, read_period))
        return {name: answer[name] for name in ("question", "query", "status", "reason", "quotes", "since", "until")}

    def ask_page(self, surface, question, filters, read_period):
        if surface == "page" and read_period:
            asked = read_typed(question, [], "?" + "&".join(f"{name}={day}" for name, day in filters.items()))
        else:
            given = "".join(f"&{name}={day}" for name, day in filters.items()) or ("" if read_period else "&since=")
            asked = read_address(f"?q={question}{given}")
        turn = Transcript(self.service).show(asked)
        answer = self.service.answer(turn.asked)
        # The links of an answer ask what was asked.
        assert read_address(address_of(turn.asked)) == turn.asked
        assert Service(self.folder).answer(turn.asked) == answer
        return answer


@pytest.fixture(scope="module")
def surfaces(tmp_path_factory, encoder):
    found = [
        find("rain", f"{RAIN} The dam held.", published=date(2024, 3, 4), source="The Post"),
        find("snow", f"{SNOW} Roads closed.", published=date(2024, 3, 20), source="The Mail"),
        find("wind", WIND, published=date(2023, 5, 1), source="The Post"),
        find("hail", HAIL),
    ]
    folder = tmp_path_factory.mktemp("surfaces")
    build_index(Reading(found), folder, encoder=encoder)
    return Surfaces(folder)


TYPED = [
    ("Where did rain or snow fall since 15 March 2024?", "2024-03-15", None),
    ("Where did wind blow, in articles from 2023?", "2023-01-01", "2023-12-31"),
    ("Where did snow fall before 5 May 2024?", None, "2024-05-04"),
    ("since March 2024", "2024-03-01", None),
    ("What happened in 2023?", None, None),
    ("in 2023", "2023-01-01", "2023-12-31"),
    # A passage has the words of the period, or no article is of it.
    ("Who paid for the roofs since 2014?", None, None),
    ("Where did snow fall before 1990?", None, None),
    ("since 2030", "2030-01-01", None),
    ("How many articles are there?", None, None),
]


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(("question", "since", "until"), TYPED)
def test_a_typed_period_is_read_by_one_rule(surfaces, surface, question, since, until):
    answer = surfaces.ask(surface, question)
    assert (answer["since"], answer["until"]) == (since, until)
    assert answer == surfaces.ask("python", question)


@pytest.mark.parametrize("surface", SURFACES)
def test_a_period_may_be_left_as_words(surfaces, surface):
    question = TYPED[0][0]
    answer = surfaces.ask(surface, question, read_period=False)
    assert (answer["since"], answer["until"], answer["query"]) == (None, None, question)
    assert answer == surfaces.ask("python", question, read_period=False)


@pytest.mark.parametrize("surface", SURFACES)
def test_days_that_are_given_count_before_typed_ones(surfaces, surface):
    days = {"since": "2023-01-01", "until": "2023-12-31"}
    answer = surfaces.ask(surface, TYPED[0][0], **days)
    assert (answer["since"], answer["until"]) == ("2023-01-01", "2023-12-31")
    assert answer == surfaces.ask("python", TYPED[0][0], **days)
