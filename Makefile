# Each verb bootstraps itself: Python 3.11 or 3.12, make and a C compiler are all that must be there.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
EXAMPLE := examples/stockholm-2018
MADE := examples/made-2018
OUT ?= out
STAMP := $(VENV)/.set-up

# What these tests need stands in .ci/run, which starts the servers and the browser itself.
NO_SERVERS := not postgres_redis and not browser and not faults and not long
# A worker a core; one that is done takes over from the other, and what stands in one file mostly stays together.
AT_ONCE := -n logical --dist worksteal

.PHONY: help demo test agreement lint bench lock up coverage clean

help: ## Show the verbs
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 20

demo: $(STAMP) ## Screen the real 2018 round and print the proposal
	@$(BIN)/prescreen run $(EXAMPLE) --out $(OUT)/stockholm-2018

test: $(STAMP) ## Check the architecture and run every test that needs no server, at most three minutes
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest $(AT_ONCE) -m "$(NO_SERVERS)"

agreement: $(STAMP) ## Screen the 2018 round and two made ones, and compare with what people decided or would accept
	@$(BIN)/prescreen run $(EXAMPLE) --out $(OUT)/agreement --quiet
	@for round in round-1 round-2; do $(BIN)/prescreen run $(MADE)/$$round --out $(OUT)/$(MADE)/$$round --quiet || exit; done
	@$(BIN)/prescreen agreement $(EXAMPLE) $(OUT)/agreement
	@$(BIN)/prescreen agreement $(MADE) $(OUT)/$(MADE)

lint: $(STAMP) ## Run ruff, mypy and import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

coverage: $(STAMP) ## Measure the branch coverage of both domain folders; below 95 % fails
	@$(BIN)/pytest $(AT_ONCE) tests/unit tests/rules -m "$(NO_SERVERS)" --cov-branch \
		--cov=intake_service/domain --cov=scoring_service/domain --cov-report=term-missing --cov-fail-under=95

bench: $(STAMP) ## Measure against other engines and against bare Celery
	@$(BIN)/python -m benchmarks $(BENCH)

up: $(STAMP) ## Run everything on this machine, with pages, until Ctrl-C
	@$(BIN)/prescreen up

lock: $(STAMP) ## Choose the newest fitting versions and write the lock files
	@.tools/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --output-file requirements.lock
	@.tools/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@echo uv | .tools/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate - --output-file requirements-uv.lock

clean: ## Remove the environment and what was made
	@rm -rf $(VENV) .tools $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(STAMP): requirements-dev.lock requirements-uv.lock pyproject.toml deploy/set_up_environment.sh
	@sh deploy/set_up_environment.sh $(VENV)
	@touch $@
