"""Layers, the order of packages, the size of folders, unique names and import circles."""

import ast
import shutil
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ["corpus", "index", "qa", "ui"]
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
FORBIDDEN = {"pickle", "joblib", "marshal", "shelve", "dill"}


@cache
def parse(source):
    """Return the syntax tree of a module; the copies that tests change have mostly the same sources."""
    return ast.parse(source)


@cache
def imported(path):
    """Return the names of the packages that a module of the project imports."""
    return set(read_imports(path))


def read_imports(path):
    for node in ast.walk(parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_there_are_modules_in_every_layer():
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_its_own_layer_and_those_before_it(path):
    layer = path.relative_to(ROOT).parts[0]
    later = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert not later & imported(path)
    assert not FORBIDDEN & imported(path)


MAX_MODULES = 18
"""Maximum number of modules in one folder, `__init__.py` not counted."""

PACKAGES = {
    "corpus": ["opendocument", "office", "formats", "markup", "pages", "layout", "readers"],
    "index": ["collections", "milvus", "building", "segment", "generation", "model", "text"],
    "qa": [
        *("training", "adapters", "matrix", "evaluation", "standing", "mentions", "merging", "clippings", "overview"),
        *("citations", "drafts", "reading", "sentences", "retrieval", "query"),
    ],
    "ui": ["cli", "web", "mcp", "api", "collections", "html", "security"],
}
"""The packages of each layer, from top to bottom: one imports only those below it, also through other modules."""


def list_modules(root):
    """Return the path of each module by its dotted name; a package by its own name."""
    paths = (path for layer in LAYERS for path in (root / layer).rglob("*.py"))
    return {".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def read_graph(root):
    """Return which modules each module imports, also inside functions and for types only."""
    modules = list_modules(root)
    graph = {name: set() for name in modules}
    for name, path in modules.items():
        for node in ast.walk(parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                graph[name] |= {alias.name for alias in node.names} & modules.keys()
            elif isinstance(node, ast.ImportFrom) and node.module in modules:
                # `from ui.cli import options` takes the module, `from qa import ask` the function.
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                graph[name] |= inner & modules.keys()
                if len(inner & modules.keys()) < len(node.names):
                    graph[name].add(node.module)
        graph[name].discard(name)
    return graph


def find_crowded_folders(root):
    paths = [*list_modules(root).values(), *(root / "tests").rglob("*.py")]
    counts = Counter(path.parent for path in paths if path.name != "__init__.py")
    return {folder.relative_to(root).as_posix() for folder, count in counts.items() if count > MAX_MODULES}


def count_files(paths):
    return Counter(path.name for path in paths if not path.name.startswith("__") and path.name != "conftest.py")


def find_repeated_names(root):
    paths = list_modules(root).values()
    counts = count_files(paths) | count_files((root / "tests").rglob("*.py"))
    counts += Counter(
        node.name
        for path in paths
        for node in ast.walk(parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    # Each framework has its retriever.
    return {name for name, count in counts.items() if count > 1} - {"QuotedeskRetriever"}


def find_circle(root):
    """Return the modules of a circle of imports, if there is one."""
    try:
        TopologicalSorter(read_graph(root)).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()


def find_upward_imports(root):
    """Return each package with those that it reaches, although the table does not list them below it."""
    graph, wrong = read_graph(root), set()
    for layer, packages in PACKAGES.items():
        for place, package in enumerate(packages):
            own = f"{layer}.{package}"
            reached = reach(graph, [name for name in graph if name == own or name.startswith(f"{own}.")])
            wrong |= {(own, f"{layer}.{other}") for other in packages[:place] if is_in(reached, f"{layer}.{other}")}
    return wrong


def reach(graph, names):
    reached, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += graph[name]
    return reached


def is_in(names, package):
    return any(name == package or name.startswith(f"{package}.") for name in names)


def find_climbing(root):
    """Return the modules of the index that open or describe a whole one and are imported by those that store it."""
    graph = read_graph(root)
    storing = [name for name in graph if name.startswith(("index.segment.", "index.generation.", "index.model."))]
    return reach(graph, storing) & {"index.store", "index.folder_index", "index.opening", "index.places"}


def test_what_stores_an_index_does_not_import_what_opens_it(copied):
    assert find_climbing(ROOT) == set()
    add_line(copied / "index" / "segment" / "dense.py", "from index.store import Index")
    assert find_climbing(copied) == {"index.store"}


def test_the_types_of_the_index_import_none_of_its_modules(copied):
    assert read_graph(ROOT)["index.types"] == set()
    add_line(copied / "index" / "types.py", "from index.filters import Filter")
    assert read_graph(copied)["index.types"] == {"index.filters"}


@pytest.fixture
def copied(tmp_path):
    """A copy of the modules, to be changed."""
    for layer in LAYERS:
        shutil.copytree(
            ROOT / layer,
            tmp_path / layer,
            ignore=lambda folder, names: [
                name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()
            ],
        )
    return tmp_path


def add_line(path, line):
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")


def test_the_table_has_every_package():
    found = {name for name, path in list_modules(ROOT).items() if path.name == "__init__.py" and name.count(".") == 1}
    assert found == {f"{layer}.{package}" for layer, packages in PACKAGES.items() for package in packages}


def test_no_folder_is_crowded(copied):
    assert find_crowded_folders(ROOT) == set()
    folder = copied / "qa" / "reading"
    for number in range(MAX_MODULES - len(list(folder.glob("[!_]*.py")))):
        (folder / f"more_{number}.py").touch()
    assert find_crowded_folders(copied) == set()
    (folder / "one_more.py").touch()
    assert find_crowded_folders(copied) == {"qa/reading"}


def test_no_name_is_there_twice(copied):
    assert find_repeated_names(ROOT) == set()
    (copied / "ui" / "web" / "search.py").touch()
    add_line(copied / "ui" / "service.py", "class Passage: ...")
    assert find_repeated_names(copied) == {"search.py", "Passage"}


@pytest.mark.parametrize(
    ("path", "line", "circle"),
    [
        ("index/text/analyzer.py", "from index.segment.lexical import weigh", "index.text.analyzer"),
        ("qa/answer.py", "def later():\n    from qa.api import ask", "qa.answer"),
        ("ui/html/markup.py", "from ui.html import rendering", "ui.html.rendering"),
    ],
)
def test_no_modules_import_in_a_circle(path, line, circle, copied):
    assert find_circle(ROOT) == set()
    add_line(copied / path, line)
    assert circle in find_circle(copied)


@pytest.mark.parametrize(
    ("path", "line", "upward"),
    [
        ("index/generation/stamps.py", "from index.segment import shingles", ("index.generation", "index.segment")),
        ("index/filters.py", "import index.milvus.address", ("index.segment", "index.milvus")),
        ("qa/query/spelling.py", "def later():\n    import qa.drafts.wording", ("qa.query", "qa.drafts")),
        ("ui/security/sites.py", "from ui.html import markup", ("ui.security", "ui.html")),
    ],
)
def test_a_package_imports_only_those_below_it(path, line, upward, copied):
    assert find_upward_imports(ROOT) == set()
    add_line(copied / path, line)
    assert upward in find_upward_imports(copied)


def test_the_terminal_makes_no_html(copied):
    assert not is_in(reach(read_graph(ROOT), ["ui.cli.terminal"]), "ui.html")
    add_line(copied / "ui/answer_words.py", "from ui.html import markup")
    assert is_in(reach(read_graph(copied), ["ui.cli.terminal"]), "ui.html")


@pytest.mark.parametrize("package", ["ui/api", "ui/mcp"])
def test_programs_get_what_no_module_of_html_makes(package):
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / package).glob("*.py")}
    assert sources
    assert [path.name for path, text in sources.items() if "ui.html" in text] == []
