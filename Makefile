# Two commands do all the set-up: `make run` opens the window, `make test` runs everything.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN := .venv/bin
# `make run VOICE=no` does not install the voice.
VOICE ?= yes
# What `make mutants` changes: SEED repeats a sample, ONLY=tree,model names modules.
PACKAGE ?= outline
SAMPLE ?= 200

.PHONY: run demo test coverage mutants format screenshots bench clean help

help:
	@echo "make run          open the window (installs what it needs first; VOICE=no: without the voice)"
	@echo "make demo         the main job in the terminal: import, propose, expand, translate, export"
	@echo "make test         lint, types, import rules and all tests"
	@echo "make coverage     do the modules that were fully covered by tests stay so?"
	@echo "make mutants      do tests notice small mistakes? PACKAGE=outline SAMPLE=200 SEED=1 (SAMPLE=0: all mutants)"
	@echo "make format       format the code"
	@echo "make screenshots  take the screenshots of the README again"
	@echo "make bench        this machine's figures for the shipped bundle"
	@echo "make clean        remove what builds and tests left behind"

run: python-found
	@$(PYTHON) tools/prepare.py window "--voice=$(VOICE)"
	@$(BIN)/conceptwriter

demo: python-found
	@$(PYTHON) tools/prepare.py terminal "--voice=$(VOICE)"
	@$(BIN)/python tools/demo.py

# A file's tests stay in one process, for what a file prepares is prepared once in each.
test: python-found
	@$(PYTHON) tools/prepare.py test
	@$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile

coverage: python-found
	@$(PYTHON) tools/prepare.py test
	@$(BIN)/python tools/coverage_floor.py

mutants: python-found
	@$(PYTHON) tools/prepare.py test
	@$(BIN)/python -m tools.mutants $(PACKAGE) --sample $(SAMPLE) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

format: python-found
	@$(PYTHON) tools/prepare.py test
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

screenshots: python-found
	@$(PYTHON) tools/prepare.py test
	@$(BIN)/python tools/screenshots.py

bench: python-found
	@$(PYTHON) tools/prepare.py terminal
	@$(BIN)/conceptwriter bench

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .mutants_cache
	find conceptwriter tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: python-found
python-found:
	@test -n "$(PYTHON)" || { echo "ConceptWriter needs Python 3.11 or newer (https://www.python.org/downloads/)"; exit 1; }
