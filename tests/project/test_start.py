"""Which modules a verb loads before it answers, and which files the first question leaves on the disk."""

import subprocess
import sys
from pathlib import Path

import pytest

QUESTION = "How many of the peacekeepers are women?"
ANSWER = "One hundred and thirty-nine peacekeepers, including seven women"


def modules_after(*arguments, index=None):
    """The top-level modules that are loaded once a verb is done, in a process of its own."""
    code = (
        "import sys; from ui.cli.main import quotedesk; quotedesk(sys.argv[1:], standalone_mode=False);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), sep=',', file=sys.stderr)"
    )
    environment = {"QUOTEDESK_INDEX": str(index), "HOME": "/nonexistent"}
    result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment)
    assert result.returncode == 0, result.stderr
    return set(result.stderr.splitlines()[-1].split(","))


EDITABLE = "__editable___quotedesk_0_1_0_finder"


def test_help_imports_next_to_nothing():
    assert modules_after("--help") - set(sys.stdlib_module_names) - {"_distutils_hack"} <= {
        "__main__",
        "click",
        "corpus",
        "ui",
        EDITABLE,
    }


@pytest.mark.parametrize("verb", ["ask", "retrieve"])
def test_asking_imports_no_torch(shipped_folder, verb):
    loaded = modules_after(verb, QUESTION, index=shipped_folder)
    assert {"onnxruntime", "faiss"} <= loaded
    slow = {"torch", "transformers", "sentence_transformers", "sklearn", "gradio", "fastapi", "pandas", "pydantic"}
    assert not loaded & slow


def test_the_first_question_of_a_fresh_install_is_answered(tmp_path):
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = [str(Path(sys.executable).parent / "quotedesk"), "ask", QUESTION]
    result = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert ANSWER in result.stdout, result.stderr
    # Libraries that report home keep their device's number and their unsent reports in the home folder.
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert not written & {"deviceid", "onnxruntime.db"}
    assert {path.relative_to(tmp_path).parts[:3] for path in tmp_path.rglob("CURRENT")} == {
        (".local", "share", "quotedesk")
    }
