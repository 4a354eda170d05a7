# Each target is one line of work; `make help` lists them.
VENV ?= .venv
UV = VIRTUAL_ENV=$(VENV) $(VENV)/bin/uv
COMPILE = $(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url
# Cached bytecode makes every start two to three times faster.
export PYTHONDONTWRITEBYTECODE =
.DEFAULT_GOAL := help
.PHONY: help demo serve test check soak bench lock

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10

$(VENV)/bin/uv:
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install -q --disable-pip-version-check "uv==0.13.9"

$(VENV)/.demo: $(VENV)/bin/uv requirements.lock pyproject.toml
	$(UV) pip install -q --require-hashes -r requirements.lock
	$(UV) pip install -q --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/bin/uv requirements-dev.lock pyproject.toml
	$(UV) pip install -q --require-hashes -r requirements-dev.lock
	$(UV) pip install -q --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.demo

demo: $(VENV)/.demo ## do the main job on the made-up machine-building cluster
	@$(VENV)/bin/kust demo machine-building
	@echo "make serve: реестр в браузере / the registry in a browser"

serve: $(VENV)/.demo ## start the registry, a web application, on this machine
	@$(VENV)/bin/python -m kust_web serve

test: check ## lint, types, import contract, every test
	$(VENV)/bin/pytest

check: $(VENV)/.dev ## lint, types and import contract only
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

soak: $(VENV)/.dev ## kill -9 of server and workers in the midst of imports and computations, 20 times each
	$(VENV)/bin/python -m tests.web.ops.soak --times 20

bench: $(VENV)/.dev ## measure; writes docs/benchmarks.json and docs/benchmarks.md
	$(VENV)/bin/python -m bench

lock: $(VENV)/bin/uv ## resolve the dependencies anew
	$(COMPILE) --extra pdf --extra documents --extra charts --extra maps --extra web --group build pyproject.toml -o requirements.lock
	$(COMPILE) --all-extras --group dev pyproject.toml -o requirements-dev.lock
