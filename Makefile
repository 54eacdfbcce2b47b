# Needs Python 3.11 or newer and make; everything else is installed into .venv from the lock.

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LOCKED := $(VENV)/.locked
PEERS := $(VENV)/.peers
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

# The tool that writes the lock, used from a throw-away environment.
UV := uv==0.13.9
# The tool that lists what is used, likewise.
SBOM := cyclonedx-bom==7.5.0
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --no-config --universal \
	--python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --extra build $(ARGS)

# Else every process compiles every file anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo quick test test-long test-page lint types fuzz chaos bench page serve docs lock sbom clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## Solve the region Arnhem-Nijmegen and print its plan
	@$(BIN)/woonsleutel solve arnhem-nijmegen $(ARGS)

quick: $(INSTALLED) ## Run the tests that start no processes of their own, in two thirds of the time
	@$(BIN)/python -m pytest -n auto --dist loadscope -m "not (long or browser or processes)" $(ARGS)

test: $(INSTALLED) ## Run the tests (ARGS="-k amount" for some)
	@$(BIN)/python -m pytest -n auto --dist loadscope $(ARGS)

test-long: $(INSTALLED) ## Run what takes long: whole pages, and all random examples
	@$(BIN)/python -m pytest -n auto --dist loadscope -m "long or hypothesis" \
		--hypothesis-profile thorough $(ARGS)

test-page: $(INSTALLED) ## Use the page in a browser, which is installed where there is none
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -qq -y chromium; } >&2 || \
		echo "There is no Chromium, and it cannot be installed: these tests are skipped." >&2
	@$(BIN)/python -m pytest -m browser tests/web $(ARGS)

lint: $(INSTALLED) ## Check style, format, docstrings and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m docs.docstring_check

types: $(INSTALLED) ## Check the types
	$(BIN)/mypy

fuzz: $(INSTALLED) ## Hold random scenarios against a second solver (ARGS="--count 500" for fewer)
	@$(BIN)/python -m tests.fuzz $(ARGS)

chaos: $(INSTALLED) ## Kill who saves dossiers, the service, its workers, scheduler and database (ARGS="--kills 10")
	@$(BIN)/python -m tests.dossiers.killing $(ARGS)
	@$(BIN)/python -m tests.api.killing $(ARGS)

bench: $(PEERS) ## Measure beside other tools into docs/benchmarks.md (ARGS="limit peers" for some)
	@$(BIN)/python -m benchmarks $(ARGS)

page: $(INSTALLED) ## Open the page in a browser
	@$(BIN)/woonsleutel serve $(ARGS)

serve: $(INSTALLED) ## Start the page and the service on this computer
	@$(BIN)/woonsleutel serve --no-browser $(ARGS)

docs: $(INSTALLED) ## Write the pages anew: the generated ones, and what commands print
	@$(BIN)/python -m docs $(ARGS)

lock: ## Renew the pinned requirements (ARGS=--upgrade for the newest versions)
	@$(call require-python)
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && \
	"$$tools/bin/python" -m pip --quiet --disable-pip-version-check install $(UV) && \
	PATH="$$tools/bin:$$PATH" && export PATH && \
	$(COMPILE) --extra dev --extra bench --output-file requirements-bench.txt pyproject.toml && \
	$(COMPILE) --constraint requirements-bench.txt \
		--extra dev --output-file requirements-dev.txt pyproject.toml && \
	$(COMPILE) --constraint requirements-bench.txt \
		--output-file requirements.txt pyproject.toml

sbom: ## List what is used, with versions and licences, in sbom.json (CycloneDX)
	@$(call require-python)
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && \
	"$$tools/bin/python" -m pip --quiet --disable-pip-version-check install $(SBOM) && \
	"$$tools/bin/cyclonedx-py" requirements requirements.txt --pyproject pyproject.toml \
		--output-reproducible --output-file sbom.json

clean: ## Remove everything that was made here
	rm -rf $(VENV) build dist sbom.json woonsleutel.egg-info .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

define require-python
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Woonsleutel needs Python 3.11 or newer, and '$(PYTHON)' is not." \
		"Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
endef

$(LOCKED): requirements-dev.txt
	@$(call require-python)
	@echo "Installing into $(VENV) (once) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(PEERS): requirements-bench.txt $(INSTALLED)
	@echo "Installing what is measured beside it into $(VENV) (once) ..." >&2
	@$(PIP) install --require-hashes --requirement requirements-bench.txt
	@touch $@
