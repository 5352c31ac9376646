"""What the tests of the command line share."""

import pytest
from click.testing import CliRunner

from ui.cli.main import quotedesk


@pytest.fixture
def run(shipped_folder):
    """Run a verb on the shipped articles; it must succeed unless it is expected to fail."""

    def run_verb(*arguments, status=0, stdin=None, folder=shipped_folder):
        index = ["--index", str(folder)] if folder else []
        result = CliRunner().invoke(quotedesk, [*map(str, arguments), *index], input=stdin)
        assert result.exit_code == status, result.output
        return result

    return run_verb
