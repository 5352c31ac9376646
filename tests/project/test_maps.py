"""Paths, links and maps of modules in the documentation are true."""

import re
from collections import Counter

import pytest

from tests.support.documentation import DOCUMENTS, FENCE, LAYERS, ROOT, inline_code

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(r"[\w./-]+")
_OWN = re.compile(
    r"(?:corpus|docs|index|qa|tests|ui)/.*|(?:\.\./)?[\w/]+\.py|[\w-]+/[\w/-]+\.(?:txt|npz|npy|js|css|md|c)"
    r"|[A-Z]+\.md|\w+\.toml|Makefile|LICENSE|\.ci/run"
)
_WRITTEN = re.compile(r"segment-.*|sets/.*|catalogue/|model/|tokens/|lexical/|checkpoints/")
"""Paths of an index or a user, of which none need be here."""

_MODULE = re.compile(r"python -m ([\w.]+)")
_LISTED = re.compile(r"^\| `([\w/]+\.py)` \| .", re.MULTILINE)


def paths():
    """Return (document, path) for every file or folder of ours that is named as code."""
    for name, text in DOCUMENTS.items():
        for code in inline_code(text):
            if _PATH.fullmatch(code) and _OWN.fullmatch(code) and not _WRITTEN.fullmatch(code):
                yield name, code


def links():
    """Return (document, target) for every link."""
    return sorted({(name, link) for name, text in DOCUMENTS.items() for link in _LINK.findall(FENCE.sub("", text))})


def name_anchors(text):
    """Return the anchors of the headings of a document, as GitHub makes them."""
    headings = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in _HEADING.findall(FENCE.sub("", text)))
    return {heading.strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(("document", "path"), sorted(set(paths())))
def test_a_path_that_is_named_exists(document, path):
    assert (ROOT / path).exists() or (ROOT / document).parent.joinpath(path).exists()


def test_paths_are_found():
    expected = {
        ("ARCHITECTURE.md", "qa/api.py"),
        ("CONTRIBUTING.md", "tests/project/test_layers.py"),
        ("README.md", "qa/model/"),
        ("corpus/README.md", "readers/worker.py"),
        ("tests/faults/README.md", "../ui/security/test_clients.py"),
        ("ui/README.md", "page/chat.js"),
    }
    assert expected <= set(paths())


def test_diagrams_name_modules_that_exist():
    named = re.findall(r"│  ((?:corpus|index|qa|ui)/[\w/.]+)", DOCUMENTS["ARCHITECTURE.md"])
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(("document", "link"), [found for found in links() if "://" not in found[1]])
def test_a_link_leads_to_a_file_and_a_heading_that_exist(document, link):
    path, _, anchor = link.partition("#")
    target = (ROOT / document).parent.joinpath(path).resolve() if path else ROOT / document
    assert target.exists()
    if anchor:
        assert anchor in name_anchors(DOCUMENTS[target.relative_to(ROOT).as_posix()])


def test_links_are_found_and_no_address_of_the_web_is_linked():
    assert ("README.md", "docs/images/page.png") in links()
    assert ("SECURITY.md", "docs/serving.md#limits") in links()
    assert [found for found in links() if "://" in found[1]] == []


def test_every_document_is_linked_from_another():
    targets = ((document, link.partition("#")[0]) for document, link in links())
    linked = {(ROOT / document).parent.joinpath(path).resolve() for document, path in targets if path}
    assert [name for name in DOCUMENTS if name != "README.md" and (ROOT / name).resolve() not in linked] == []


def test_modules_that_are_run_exist():
    named = {module for text in DOCUMENTS.values() for module in _MODULE.findall(text)}
    named = {module for module in named if module.partition(".")[0] in LAYERS}
    assert len(named) > 10
    paths = [ROOT.joinpath(*module.split(".")) for module in named]
    assert [path for path in paths if not (path.with_suffix(".py").is_file() or (path / "__main__.py").is_file())] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_a_map_names_every_module_of_its_layer_once(layer):
    found = (path.relative_to(ROOT / layer).as_posix() for path in (ROOT / layer).rglob("*.py"))
    modules = {name for name in found if not name.endswith("__init__.py")}
    listed = Counter(_LISTED.findall(DOCUMENTS[f"{layer}/README.md"]))
    missing, gone = modules - listed.keys(), listed.keys() - modules
    assert (missing, gone) == (set(), set())
    assert set(listed.values()) == {1}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_map_lists_a_module_below_the_heading_of_its_package(layer):
    misplaced, heading = [], ""
    for line in DOCUMENTS[f"{layer}/README.md"].splitlines():
        if found := _HEADING.match(line):
            package = re.match(r"`([\w/]+)/`", found[1])
            heading = package[1] if package else ""
        if listed := _LISTED.match(line):
            folder = listed[1].rpartition("/")[0]
            # The benchmarks are one list.
            if folder and folder != heading and not (heading == "bench" and folder.startswith("bench/")):
                misplaced.append(listed[1])
    assert misplaced == []


@pytest.mark.parametrize("layer", LAYERS)
def test_a_map_says_where_to_change_what(layer):
    _, _, table = DOCUMENTS[f"{layer}/README.md"].partition("\n## Where to change what\n\n")
    rows = [row.split(" | ") for row in re.findall(r"^\| (.+) \|$", table.partition("\n## ")[0], re.MULTILINE)]
    assert rows[0] == ["to change", "edit"]
    assert len(rows) > 4
    assert [row for row in rows[1:] if not (len(row) == 2 and re.fullmatch(r"`[\w./]+`", row[1]))] == []


def test_a_map_has_every_package():
    for layer in LAYERS:
        folders = {path.parent.relative_to(ROOT / layer).as_posix() for path in (ROOT / layer).rglob("[!_]*.py")} - {
            "."
        }
        packages = {folder for folder in folders if not folder.startswith("bench/")}
        headed = set(re.findall(r"^### `([\w/]+)/`", DOCUMENTS[f"{layer}/README.md"], re.MULTILINE))
        assert headed == packages
