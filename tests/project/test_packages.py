"""Every package that the program imports is declared, and one that is missing is named."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from corpus.errors import PackageMissing
from ui.cli import packages

ROOT = Path(__file__).parents[2]
LAYERS = ("corpus", "index", "qa", "ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]

OPTIONAL = {
    "corpus/layout/ocr.py": "ocr",
    "ui/mcp/mcp_server.py": "mcp",
    "index/model/export.py": "models",
    "index/model/transformer.py": "models",
    "qa/reading/reranker.py": "models",
    "qa/adapters/langchain.py": "langchain",
    "qa/adapters/llamaindex.py": "llama-index",
    "qa/adapters/haystack.py": "haystack",
    "index/milvus/engine.py": "milvus",
    "index/milvus/schema.py": "milvus",
    "index/building/cluster.py": "ray",
    "index/building/parquet.py": "ray",
}
"""The modules that need an extra of pyproject.toml."""

NEEDED = {"lxml-html-clean"}
"""Declared, but imported by no module here: trafilatura needs it."""


def list_imports():
    """Yield each module with the name of every package that it imports."""
    modules = [path for layer in LAYERS for path in (ROOT / layer).rglob("*.py") if "training" not in path.parts]
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top not in LAYERS:
                    yield path.relative_to(ROOT).as_posix(), top


def name_of(line):
    return canonicalize_name(Requirement(line).name)


def test_every_package_that_is_imported_is_declared_and_no_other():
    distributions = packages_distributions()
    declared, used = {name_of(line) for line in PROJECT["dependencies"]}, set()
    for module, top in list_imports():
        own = {name_of(line) for line in EXTRAS.get(OPTIONAL.get(module, ""), ())}
        found = {canonicalize_name(name) for name in distributions[top]}
        assert found & (declared | own), f"{module} imports {top} of {found}"
        used |= found
    assert declared - used == NEEDED


def test_what_is_declared_fits_the_tested_versions():
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    pins = {canonicalize_name(name): pin for name, pin in pins.items()}
    for line in PROJECT["dependencies"]:
        requirement = Requirement(line)
        assert requirement.specifier, f"{line} has no lower bound"
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), line


def test_every_required_package_is_found():
    assert re.fullmatch(r"all \d+ required ones are installed", packages.check_packages())


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch):
    lines = [
        "click>=8.2",
        "nowhere-to-be-found>=1.2,<2",
        'nor-this ; extra == "dev"',
        "gone[fast]>=3; python_version>'3'",
    ]
    monkeypatch.setattr(packages, "requires", lambda _: lines)
    with pytest.raises(PackageMissing) as error:
        packages.check_packages()
    assert error.value.what == "Not installed: nowhere-to-be-found, gone."
    assert error.value.remedy.endswith('pip install "nowhere-to-be-found>=1.2,<2" "gone[fast]>=3"')


def test_a_package_that_is_missing_on_import_is_no_traceback(tmp_path):
    """A package that a verb needs is named in one sentence, by `doctor` too."""
    assert version("quotedesk")
    hide = tmp_path / "sitecustomize.py"
    hide.write_text(
        "import importlib.metadata as metadata, sys\n"
        "sys.modules['faiss'] = None\n"
        "found = metadata.version\n"
        "def version(name):\n"
        "    if name == 'faiss-cpu':\n"
        "        raise metadata.PackageNotFoundError(name)\n"
        "    return found(name)\n"
        "metadata.version = version\n"
    )
    for verb in (["doctor"], ["ask", "Who signed for the UN?"]):
        run = subprocess.run(
            [sys.executable, "-m", "ui", *verb, "--index", str(tmp_path / "index")],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "HOME": str(tmp_path)},
        )
        assert run.returncode == 1
        assert "Traceback" not in run.stderr
        assert run.stderr.startswith("Error: Not installed: faiss-cpu.") and 'pip install "faiss-cpu>=' in run.stderr


def test_the_wheel_holds_every_package_and_its_data():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for layer in LAYERS for path in (ROOT / layer).rglob("__init__.py")}
    code = {".".join(folder.parts) for folder in folders} - {"qa.training"}
    assert code | set(settings["package-data"]) == set(settings["packages"])
    for package, patterns in settings["package-data"].items():
        assert all(any((ROOT / package.replace(".", "/")).glob(pattern)) for pattern in patterns)
