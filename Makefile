# What a developer calls. Needs Python 3.11 or newer and make; everything else is set up in .venv.

WORKERS ?= 2
VENV := .venv/bin
PIP := $(VENV)/python -m pip --disable-pip-version-check --quiet
PINS := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links
RULES := $(wildcard tests/test_architecture.py tests/test_catalogs.py tests/db/test_migrations.py)

.PHONY: setup demo test check bench format pins
.DEFAULT_GOAL := setup

setup: .venv/turnout-installed

demo: setup
	@$(VENV)/turnout demo

test: .venv/tools-installed
	$(VENV)/pytest -n $(WORKERS)

check: .venv/tools-installed
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/pytest --quiet $(RULES)

bench: .venv/tools-installed
	$(VENV)/python -m tests.bench

format: .venv/tools-installed
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

pins: .venv/tools-installed
	$(PINS) requirements.in -o requirements.txt
	$(PINS) requirements-dev.in -o requirements-dev.txt

# A stamp is younger than what it was made from, so nothing is installed twice.

.venv/turnout-installed: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing the pinned dependencies ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

.venv/tools-installed: requirements-dev.txt .venv/turnout-installed
	@echo "Installing the developer's tools ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@for python in python3.13 python3.12 python3.11 python3 python; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making .venv with $$python"; exec $$python -m venv .venv; \
		fi; \
	done; \
	echo "Python 3.11 or newer with its venv module is needed (on Debian: apt-get install python3-venv)" >&2; exit 1
