# Everything there is to do here; `make` lists it. Settings pass through: `make lab-up ENGINE=process LAB_OKTA_PORT=9081`.
# ARGS goes to the command itself: `make lab-logs ARGS="okta --follow"`, `make test ARGS="-k token"`.
PYTHON ?= python3
BIN = .venv/bin

.DEFAULT_GOAL = help
.PHONY: help venv lab-up lab-down lab-status lab-logs lab-reset test e2e sdk lint bench lock

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

venv: .venv/lab.stamp ## make the virtual environment that all the rest runs in

lab-up: .venv/lab.stamp ## start the lab, then open http://localhost:8080
	@$(BIN)/python -m lab up $(ARGS)

lab-down: .venv/lab.stamp ## stop the lab and clean up; what it stored stays
	@$(BIN)/python -m lab down $(ARGS)

lab-status: .venv/lab.stamp ## show every service: health, address, age
	@$(BIN)/python -m lab status $(ARGS)

lab-logs: .venv/lab.stamp ## show what the services have written
	@$(BIN)/python -m lab logs $(ARGS)

lab-reset: .venv/lab.stamp ## go back to the first day
	@$(BIN)/python -m lab reset $(ARGS)

test: .venv/dev.stamp ## run every test there is, in a browser too
	@$(BIN)/python -m pytest $(ARGS)

e2e: .venv/dev.stamp ## run the browser tests; ENGINE=compose: over containers
	@$(BIN)/python -m pytest e2e $(ARGS)

sdk: .venv/sdk.stamp ## run the tests with Okta's and Microsoft's own clients
	@$(BIN)/python -m pytest lab/tests/sdk $(ARGS)

lint: .venv/dev.stamp ## check style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: .venv/dev.stamp ## measure: start, sign-ins, reset, memory
	@$(BIN)/python -m bench $(ARGS)

lock: .venv/dev.stamp ## write the lock files anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.txt
	@uv pip compile pyproject.toml --group dev -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-dev.txt
	@uv pip compile pyproject.toml --group dev --group sdk -c requirements-dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-sdk.txt

.venv/lab.stamp: requirements.txt lab/venv.sh
	@PYTHON=$(PYTHON) sh lab/venv.sh requirements.txt $@

.venv/dev.stamp: requirements-dev.txt .venv/lab.stamp
	@PYTHON=$(PYTHON) sh lab/venv.sh requirements-dev.txt $@

.venv/sdk.stamp: requirements-sdk.txt .venv/dev.stamp
	@PYTHON=$(PYTHON) sh lab/venv.sh requirements-sdk.txt $@
