# What a developer calls. Needs Python 3.11 or newer and make; everything else is set up in .venv.

WORKERS ?= 4
VENV := .venv/bin
PIP := $(VENV)/python -m pip --disable-pip-version-check --quiet
PINS := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links
RULES := $(wildcard tests/test_architecture.py tests/test_catalogs.py tests/db/test_migrations.py)

LANGUAGES := de es ru
SPEAKING := bot handlers keyboards services web
EXTRACT := $(VENV)/pybabel --quiet extract --mapping pyproject.toml --no-default-keywords --keywords "t plural:1,2 mark" \
	--no-location --sort-output --omit-header --width 120
CHURN := Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|MIME-Version|Content-Transfer-Encoding|Generated-By

.PHONY: setup demo test check bench format texts pins
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

# The texts of the code, merged into each language's catalog; what is new there waits for its translation.
texts: .venv/tools-installed
	$(EXTRACT) --output locales/turnout.pot $(SPEAKING)
	@for language in $(LANGUAGES); do \
		catalog=locales/$$language/LC_MESSAGES/turnout.po; \
		$(VENV)/pybabel --quiet update --domain turnout --input-file locales/turnout.pot --output-file $$catalog \
			--locale $$language --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120 --init-missing && \
		sed -E -i.before -e '/^"($(CHURN)):/d' -e 's/^("Project-Id-Version:) +/\1 /' $$catalog && \
		rm $$catalog.before || exit 1; \
	done

pins: .venv/tools-installed
	$(PINS) requirements.in -o requirements.txt
	$(PINS) requirements-dev.in -o requirements-dev.txt

# A stamp is younger than what it was made from, so nothing is installed twice.

.venv/turnout-installed: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing the pinned dependencies ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

.venv/tools-installed: requirements-dev.txt .venv/turnout-installed
	@echo "Installing the developer's tools ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@for python in python3.13 python3.12 python3.11 python3 python; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making .venv with $$python"; exec $$python -m venv .venv; \
		fi; \
	done; \
	echo "Python 3.11 or newer with its venv module is needed (on Debian: apt-get install python3-venv)" >&2; exit 1
