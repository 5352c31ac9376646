"""No text of a person or a file makes a regular expression of ours run for ever."""

import ast
import builtins
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
import time

import pytest

PACKAGES = ("corpus", "index", "qa", "ui")
SIZE, SHORT = 100_000, 12_500
"""Length of the texts in characters, in the long run and in the short one."""

SECONDS = {SIZE: 1.0, SHORT: 0.5}
"""Maximum time of a pattern, in seconds: a pattern in quadratic time takes more even on the shorter texts."""

METHODS = "match|fullmatch|search|finditer|findall|sub|split"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

PIECES = [
    *(
        "a",
        "A",
        "1",
        " ",
        "\n",
        "-",
        ".",
        ",",
        "'",
        "’",
        '"',
        "“",
        "(",
        ")",
        "[",
        "<",
        ":",
        "/",
        "_",
        "&",
        "#",
        "*",
        "é",
    ),
    *(
        "a ",
        "a\n",
        "Aa ",
        "a.",
        "A.",
        "1,",
        "1.",
        "--",
        "- ",
        " -",
        "\n ",
        " \n",
        "\n\n",
        "((",
        "(A",
        "(a) ",
        '" ',
        "# ",
    ),
    *("how many ", "one hundred ", "January ", "---\n", "<rss", "From: ", "share this ", "2024-", ", line 1", "19"),
    *("A B ", "aa bb ", "what ", "and ", "of ", "no ", "read more", "last updated on ", "photo by ", "sign up for "),
]
OPENINGS = ["---\n", '"', "(", "- ", "Aa", "1"]


def find_patterns():
    """Return the compiled patterns of all modules, also those in their collections, with how each is used there."""
    found = {}
    for package in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__") and ".training" not in module.name:
                found |= find_in_module(importlib.import_module(module.name))
    return found


def find_in_module(module):
    """Return the patterns that a module compiles; one that only others use, or a loop, may search a text."""
    source = inspect.getsource(module)
    tree, found = ast.parse(source), {}
    for name in find_assigned(tree):
        uses = set(re.findall(rf"\b{name}\.({METHODS})\(", source))
        for place, pattern in find_in(vars(module)[name]):
            found[f"{module.__name__}.{name}{place}"] = pattern, uses or {"finditer"}
    return found | find_inline(tree, module)


def find_assigned(tree):
    """Yield the names that a module assigns itself, also several at once."""
    for node in tree.body:
        for target in getattr(node, "targets", [getattr(node, "target", None)]):
            yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name)) if target else ()


def find_in(value, place=""):
    if isinstance(value, re.Pattern):
        yield place, value
    elif isinstance(value, (list, tuple, dict)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from find_in(item, f"{place}[{key!r}]")


def find_inline(tree, module):
    """Return the patterns that the functions of a module pass to `re`; a word stands for what is not known before."""
    found, parents = {}, {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not re.fullmatch(rf"re\.(compile|{METHODS})", ast.unparse(node.func)):
            continue
        if any(isinstance(above, FUNCTIONS) for above in list_above(node, parents)):
            outer, method = parents[node], ast.unparse(node.func).removeprefix("re.")
            if isinstance(outer, ast.Attribute) and isinstance(parents[outer], ast.Call):
                method = outer.attr
            for number, pattern in enumerate(read_patterns(node, parents, module)):
                place = f"{module.__name__}:{node.lineno}:{node.col_offset}[{number}]"
                found[place] = pattern, {method if re.fullmatch(METHODS, method) else "finditer"}
    return found


def list_above(node, parents):
    while node := parents.get(node):
        yield node


def read_patterns(call, parents, module):
    """Yield the patterns of a call, each of a collection if a loop over one calls it."""
    written, known = call.args[0], vars(builtins) | vars(module)
    flags = [word.value for word in call.keywords if word.arg == "flags"] + [
        argument for argument in call.args[1:] if ast.unparse(argument).startswith("re.")
    ]
    flag = eval(ast.unparse(flags[0]), known) if flags else 0
    if not isinstance(written, ast.Name) or written.id in known:
        yield re.compile(evaluate(written, known), flag)
        return
    for above in list_above(call, parents):
        for loop in [above, *getattr(above, "generators", ())]:
            names = [part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)] if is_loop(loop) else []
            if written.id in names:
                for row in list_rows(loop.iter, known):
                    yield re.compile(row if len(names) == 1 else row[names.index(written.id)], flag)


def list_rows(iterated, known):
    """Yield the items of the collections that an expression names."""
    for node in ast.walk(iterated):
        if isinstance(node, ast.Name) and isinstance(known.get(node.id), (list, tuple, dict)):
            yield from known[node.id].items() if isinstance(known[node.id], dict) else known[node.id]


def is_loop(node):
    return isinstance(node, (ast.For, ast.comprehension))


class Word(str):
    """A word, also as any attribute or named part of what is not known."""

    def __getattr__(self, name):
        return self

    def __getitem__(self, key):
        return self if isinstance(key, str) else super().__getitem__(key)


class Known(dict):
    """Names with what they stand for; any other with a word."""

    def __init__(self, names, word):
        super().__init__(names)
        self.word = word

    def __missing__(self, name):
        return self.word


def evaluate(written, known):
    """Return the value of an expression in which a word stands for each name that is not known."""
    try:
        return eval(ast.unparse(written), {}, Known(known, Word("word")))
    except TypeError:
        return eval(ast.unparse(written), {}, Known(known, b"word"))


def hostile_texts(pattern, thorough, size):
    """Repeat each piece and each word of the pattern's own, and end so that nothing matches to the end."""
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    own = [word + end for word in re.findall(r"[A-Za-z]{2,}", written) for end in (" ", "")]
    pieces = list(dict.fromkeys([*PIECES, *own]))
    for opening in ["", *(OPENINGS + own[::2] if thorough else ())]:
        for piece in pieces:
            yield opening + piece * (size // len(piece)) + "\0"


def use(pattern, method, text):
    """Use a pattern up to where its work ends."""
    if isinstance(pattern.pattern, bytes):
        text = text.encode()
    if method == "sub":
        pattern.sub(text[:0], text)
    elif method == "finditer":
        sum(1 for _ in pattern.finditer(text))
    else:
        getattr(pattern, method)(text)


def time_all(thorough):
    """Write the name of each pattern, then its longest processor time, and the text of it."""
    for name, (pattern, uses) in find_patterns().items():
        sys.stdout.write(f"{name} ")
        sys.stdout.flush()
        worst = 0.0, ""
        for text in hostile_texts(pattern, thorough, SIZE if thorough else SHORT):
            for method in uses:
                started = time.process_time()
                use(pattern, method, text)
                worst = max(worst, (time.process_time() - started, text[:20]))
        sys.stdout.write(f"{worst[0]:.3f} {worst[1]!r}\n")


@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_pattern_is_through_with_any_text(tmp_path, thorough):
    """In a process of its own, which can be killed, unlike a running pattern: then its last line names the pattern."""
    told = tmp_path / "told"
    with told.open("w") as file:
        child = subprocess.Popen(
            [sys.executable, "-c", f"from tests.faults import test_patterns; test_patterns.time_all({thorough})"],
            stdout=file,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
    try:
        status = child.wait(2400 if thorough else 480)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        status = None
    lines = told.read_text().splitlines()
    assert status == 0, lines[-1]
    assert len(lines) > 40
    assert [line for line in lines if float(line.split(" ")[1]) > SECONDS[SIZE if thorough else SHORT]] == []
