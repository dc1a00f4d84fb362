# The commands around the project; each is a short script in scripts/. Works from any folder, also one with spaces in its name.

ROOT := $(shell cd "$$(dirname "$(strip $(MAKEFILE_LIST))")" && pwd -P)
ARGS ?=

.PHONY: help run setup test check words permissions lock bench clean

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' "$(ROOT)/Makefile"

run: ## Set up what is missing, then serve the demo on http://127.0.0.1:8000
	@exec "$(ROOT)/scripts/run.sh" $(ARGS)

setup: ## Set up the virtual environment, system packages and translations, for running and developing
	@exec "$(ROOT)/scripts/setup.sh" dev --again

test: ## Run the tests; ARGS="tests/rooms -x" chooses
	@exec "$(ROOT)/scripts/test.sh" $(ARGS)

check: ## Style, types, import floors, translations, house rules
	@exec "$(ROOT)/scripts/check.sh"

permissions: ## Write docs/permissions.md from the rooms' grants
	@cd "$(ROOT)" && .venv/bin/python -m scripts.permissions

words: ## Gather every sentence into the Chinese catalogue and compile it
	@exec "$(ROOT)/scripts/words.sh"

lock: ## Pin the dependencies again; ARGS=--upgrade takes newer versions
	@exec "$(ROOT)/scripts/lock.sh" $(ARGS)

bench: ## Run the benchmarks; ARGS="grading" chooses
	@exec "$(ROOT)/scripts/bench.sh" $(ARGS)

clean: ## Remove the virtual environment and caches; your data in instance/ stays
	@exec "$(ROOT)/scripts/clean.sh"
