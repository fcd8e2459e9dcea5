# make run and make test are all that a newcomer needs; make help tells the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
FILMBOTE_HOME ?= var
export PORT FILMBOTE_HOME
# The tests start hundreds of processes; each would translate our sources anew.
unexport PYTHONDONTWRITEBYTECODE
# Real processes on a crowded machine get a second try, and the run names whoever needed it.
AGAIN := --reruns 1 -raR
# What speaks to a database, and is tested once on each of them.
ON_BOTH_DATABASES := $(addprefix tests/,commands distribution films foundation people production web worker house/test_migrations.py)

.PHONY: help run test test-fast test-integration test-flows torture lint format tus bench messages wheel demonstration assets clean

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: $(VENV)/run.stamp ## Install what is missing and start Filmbote with the demonstration film
	@FILMBOTE_DEMONSTRATION=$${FILMBOTE_DEMONSTRATION:-1} exec $(BIN)/filmbote up

test: .ci/machine.stamp lint test-fast test-integration test-flows ## Run everything that CI runs

test-fast: $(VENV)/test.stamp ## Run the fast suite (under two minutes)
	@$(BIN)/pytest -n 2 -m "not integration and not flow and not samples"

test-integration: $(VENV)/test.stamp .ci/machine.stamp ## Run real processes, both databases, and the samples where they are
	@$(BIN)/pytest -n 2 --dist worksteal $(AGAIN) -m "integration and not samples"
	FILMBOTE_TEST_DATABASE_URL=$$(.ci/engines) $(BIN)/pytest -n 2 $(AGAIN) -m "not flow" $(ON_BOTH_DATABASES)
	if [ -n "$${FILMBOTE_SAMPLES:-}" ]; then
		$(BIN)/pytest -n 2 --dist loadfile $(AGAIN) -m samples tests/samples
	else
		echo "FILMBOTE_SAMPLES names no folder: the suite over real media is not run"
	fi

test-flows: $(VENV)/test.stamp .ci/machine.stamp ## Walk through the whole house in a real Chromium
	@$(BIN)/pytest -n 2 $(AGAIN) -m flow tests/flows

torture: $(VENV)/test.stamp .ci/machine.stamp ## Kill, cut and fill up the server under uploads, a quarter of an hour, and report what was lost
	@$(BIN)/pytest -m torture tests/torture

lint: $(VENV)/test.stamp ## Check style, types, templates and the import contract
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --check --lint templates
	$(BIN)/python .ci/messages.py --check
	$(BIN)/pytest -q tests/house/test_stairs.py

format: $(VENV)/test.stamp ## Lay out Python and templates
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates || true

tus: $(VENV)/test.stamp ## Print how well our uploads and the reference server keep to tus 1.0
	@$(BIN)/python -m tests.tus --ours --nginx --reference $(TUS)

bench: $(VENV)/test.stamp ## Measure what a film and a page cost, a quarter of an hour
	@$(BIN)/python -m bench.media
	$(BIN)/python -m bench.recognition
	FILMBOTE_TEST_DATABASE_URL=$$(.ci/engines || true) $(BIN)/python -m bench.board

messages: $(VENV)/test.stamp ## Collect new sentences into the translations
	@$(BIN)/python .ci/messages.py

wheel: $(VENV)/test.stamp ## Build the wheel into dist/
	@$(BIN)/python -m build --no-isolation --wheel

demonstration: $(VENV)/demonstration.stamp ## Draw and speak the demonstration film anew
	@$(BIN)/python -m demonstration

assets: ## Fetch the vendored page assets anew
	@.ci/vendor

clean: ## Remove everything that was made, but not the state in var/
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .ci/machine.stamp
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

# Each stamp says that the environment holds just what that lock names; pip checks every hash.
$(VENV)/%.stamp: requirements/%.txt pyproject.toml
	@echo "Installing what $< names, about a minute"
	[ -x $(BIN)/python ] || .ci/environment $(PYTHON) $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

.ci/machine.stamp: .ci/machine
	@.ci/machine && touch $@
