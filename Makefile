# Each target sets up what it needs on a bare machine: Python 3.11 or newer, and for the tests Chromium.
VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# Errors only: a user cannot act on the warnings of build tools.
PIP := $(BIN)/pip --quiet --quiet --disable-pip-version-check
INSTALL := $(PIP) install --constraint constraints.txt
HAS_NODE := command -v npm >/dev/null && node -e \
  'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major * 100 + minor >= 2019 ? 0 : 1)' \
  2>/dev/null
# Two files of tests at a time: a server, a browser and a model are shared by the tests of a file. The files run in
# their order; sorted by their number of tests, slow files of few tests would come last, when one worker is idle.
WORKERS := --numprocesses 2 --dist loadfile --no-loadscope-reorder
TESTS := $(BIN)/pytest $(WORKERS)
# In seconds. A test that hangs fails, and shows where it waits.
TIME_LIMIT := --timeout 300
# Tests start hundreds of processes; with bytecode they need not compile the modules again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test test-all coverage lint lint-js bench evaluate

run: $(VENV)/run.installed
	@$(BIN)/quotedesk serve

test: $(VENV)/dev.installed chromium
	$(TESTS) $(TIME_LIMIT)

test-all: $(VENV)/dev.installed chromium
	$(TESTS) -m ""

# Subprocesses are measured too, except killed ones: interrupted builds, and the workers that parse files.
coverage: $(VENV)/dev.installed chromium
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(WORKERS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if $(HAS_NODE) && $(MAKE) --no-print-directory node_modules/installed; \
	then $(MAKE) --no-print-directory lint-js; \
	else echo "lint-js skipped: it needs node 20.19 or newer, npm and its registry"; fi

lint-js: node_modules/installed
	node_modules/.bin/eslint ui/page eslint.config.js

# make bench SET=path/to/set: beside peers, which are installed apart
bench: $(VENV)-bench/installed
	$(VENV)-bench/bin/python -m tests.bench.peers $(SET)

# make evaluate SETS="path/to/set another.jsonl"
evaluate: $(VENV)/run.installed
	for set in $(SETS); do $(BIN)/quotedesk evaluate $$set || exit 1; done

$(VENV)/bin/pip:
	@echo "Installing quotedesk into $(VENV), once: it downloads about 400 MB and takes 1.5 GB on disk."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade pip

$(VENV)/run.installed: pyproject.toml constraints.txt | $(VENV)/bin/pip
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/dev.installed: $(VENV)/run.installed
	@echo "Installing the tools of the tests into $(VENV), once."
	@$(INSTALL) --group dev
	@touch $@

$(VENV)-bench/installed: pyproject.toml constraints.txt tests/bench/peers/requirements.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/pip install --quiet --constraint constraints.txt --editable . -r tests/bench/peers/requirements.txt
	touch $@

node_modules/installed: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --silent
	touch $@

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { \
	  sudo=$$(command -v sudo || true); \
	  $$sudo apt-get update -qq && $$sudo apt-get install -qq -y --no-install-recommends chromium >/dev/null; }
