# make run   install into .venv, index corpus/, open the chat
# make test  install with the test extra, run every test
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
SAMPLE ?= How much did Sekong Province export in the first half of 2025?

.PHONY: run test quick check eval clean

run: $(VENV)/.installed
	@$(BIN)/qa index corpus
	@if [ -t 0 ]; then $(BIN)/qa; else $(BIN)/qa ask "$(SAMPLE)"; fi

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

quick: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m "not slow"

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# torch comes first and at exactly this version: that one has a CPU build, and what follows then
# finds its need for torch met.
$(VENV)/.installed: pyproject.toml constraints.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (once; a minute or two) …" >&2
	@$(PIP) torch==2.13.0
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@$(PIP) -e ".[test]"
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info index/MANIFEST.json index/gen-* index/LOCK
