# Each target sets up what it needs on a bare machine: Python 3.11 or newer, and for the tests Chromium.
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --quiet --constraint constraints.txt
# Two files of tests at a time: a server, a browser and a model are shared by the tests of a file.
TESTS := $(BIN)/pytest --numprocesses 2 --dist loadfile

.PHONY: run test test-all lint bench evaluate

run: $(VENV)/run.installed
	$(BIN)/quotedesk serve

test: $(VENV)/dev.installed chromium
	$(TESTS)

test-all: $(VENV)/dev.installed chromium
	$(TESTS) -m ""

lint: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# make bench SET=path/to/set: beside peers, which are installed apart
bench: $(VENV)-bench/installed
	$(VENV)-bench/bin/python -m tests.bench.peers $(SET)

# make evaluate SETS="path/to/set another.jsonl"
evaluate: $(VENV)/run.installed
	for set in $(SETS); do $(BIN)/quotedesk evaluate $$set || exit 1; done

$(VENV)/bin/pip:
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip

$(VENV)/run.installed: pyproject.toml constraints.txt | $(VENV)/bin/pip
	$(INSTALL) --editable .
	touch $@

$(VENV)/dev.installed: $(VENV)/run.installed
	$(INSTALL) --group dev
	touch $@

$(VENV)-bench/installed: pyproject.toml constraints.txt tests/bench/peers/requirements.txt
	python3 -m venv $(VENV)-bench
	$(VENV)-bench/bin/pip install --quiet --constraint constraints.txt --editable . -r tests/bench/peers/requirements.txt
	touch $@

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { \
	  sudo=$$(command -v sudo || true); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -qq -y --no-install-recommends chromium >/dev/null; }
