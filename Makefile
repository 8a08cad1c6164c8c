# One command runs the site, one tests it; neither needs anything typed before it.
# Settings: make run PORT=8001 VAR=/some/dir · make test ARGS="tests/press -k archive" · PYTHON=/path/to/python3.13

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
VAR ?= var
export PORT VAR PYTHON

BIN := .venv/bin
FIND := python="$$(sh scripts/find-python)"
ENVIRONMENT := $(FIND) && "$$python" scripts/environment.py

.PHONY: help run dev test check format coverage bench bench-signatures lock messages clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 20

run: ## run the site on http://127.0.0.1:8000/ (PORT=8001 VAR=/some/dir)
	@$(FIND) && exec "$$python" scripts/launch.py run --port "$$PORT" --var "$$VAR"

dev: ## the same, reloading the code when it changes
	@$(FIND) && exec "$$python" scripts/launch.py dev --port "$$PORT" --var "$$VAR"

test: ## run all tests (ARGS="tests/press -k archive" picks some)
	@$(ENVIRONMENT) dev
	@$(BIN)/python -m pytest $(ARGS)

check: ## lint, formatting, templates, types, migrations, deploy checks
	@$(ENVIRONMENT) dev
	@sh scripts/check

format: ## put the Python files into the common form
	@$(ENVIRONMENT) dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

coverage: ## run all tests and show the lines that none of them reaches
	@$(ENVIRONMENT) dev
	@$(BIN)/python -m pytest --cov --cov-report=term-missing $(ARGS)

bench: ## measure speed against the bars of the design
	@$(ENVIRONMENT) dev
	@$(BIN)/python -m benchmarks $(ARGS)

bench-signatures: ## sign under load, kill server and worker, measure a million people (ARGS="--seconds 5 --people 10000")
	@$(ENVIRONMENT) dev
	@$(BIN)/python -m benchmarks.signing_day $(ARGS)

lock: ## write requirements*.txt from requirements*.in, with hashes (ARGS=--upgrade takes the newest versions)
	@$(ENVIRONMENT) dev
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes $(ARGS) \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			$$name.in -o $$name.txt || exit 1; \
	done

messages: ## gather the strings to translate and compile the translations (needs gettext)
	@$(ENVIRONMENT) run
	@sh scripts/messages

clean: ## remove the environment and the tools' caches; var/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
