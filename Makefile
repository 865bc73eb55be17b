# The Coexistence Lab. `make` alone lists what there is.

PYTHON ?= python3
BIN := .venv/bin
LAB := $(BIN)/python -m lab

.DEFAULT_GOAL := help
.PHONY: help venv lab-up lab-down lab-status lab-logs lab-reset test e2e lint bench lock

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

venv: .venv/lab.stamp ## make the virtual environment and install what the lab needs

lab-up: .venv/lab.stamp ## start the lab and say who can sign in (ENGINE=process or ENGINE=compose decides how)
	@$(LAB) up

lab-down: .venv/lab.stamp ## stop the lab
	@$(LAB) down

lab-status: .venv/lab.stamp ## show every service
	@$(LAB) status

lab-logs: .venv/lab.stamp ## print what the services have written
	@$(LAB) logs

lab-reset: .venv/lab.stamp ## go back to the first day
	@$(LAB) reset

test: .venv/dev.stamp ## run everything there is, browser tests included
	@$(BIN)/python -m pytest

e2e: .venv/dev.stamp ## run the browser tests (ENGINE=compose: against containers)
	@$(BIN)/python -m pytest e2e

lint: .venv/dev.stamp ## check style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: .venv/dev.stamp ## measure: bench/README.md explains
	@$(BIN)/python -m bench

lock: .venv/dev.stamp ## write the lock files anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.txt
	@uv pip compile pyproject.toml --group dev -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-dev.txt

.venv/lab.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed, {sys.executable} is {sys.version.split()[0]}; say make PYTHON=/path/to/python3")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python has no venv module: install it (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the lab's packages into .venv" && $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/lab.stamp
	@echo "Installing what the tests need into .venv" && $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
