# `make help` lists what there is. Everything runs from .venv, made by `make setup`.

PYTHON ?= python3
# The folder that holds data/polnear and scenarios/. They belong to others; what needs them says so when they are missing.
REPORTEDLY_DATA ?= ../shared

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
# A stamp for each set of packages: setup is done again only when a lock or the package's own description changed.
STAMP := $(VENV)/.reportedly-dev
BENCH_STAMP := $(VENV)/.reportedly-bench
DOCS_STAMP := $(VENV)/.reportedly-docs

# Training has an environment of its own, so that nothing here can come to need torch by accident.
TRAIN_VENV := build/train
TRAIN_BIN := $(TRAIN_VENV)/bin
TRAIN_PIP := $(TRAIN_BIN)/python -m pip install --disable-pip-version-check --quiet
TRAIN_STAMP := $(TRAIN_VENV)/.reportedly-train
TRAIN_OUT ?= training/runs/tagger
# Ray too: it is optional, and large.
RAY_VENV := build/ray
RAY_STAMP := $(RAY_VENV)/.reportedly-ray

# What looks at the pages as a browser does. axe-core (MPL-2.0) is fetched and never kept in the repository.
PLAYWRIGHT := playwright>=1.50
AXE := axe-core@4.14.1

TORCH := torch==2.13.0

UV := uv==0.13.9
# No index, no machine: the locks hold names, versions and hashes, and are right wherever the packages come from.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-ray lint floors check eval bench train docs screenshots lock clean browser

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## make .venv with all that running and testing need

$(STAMP): requirements/dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	    echo "make setup: there is no $(PYTHON). Install Python 3.11 or later, or name one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "make setup: $$($(PYTHON) --version) is too old; Reportedly needs 3.11 or later. Name another: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "make setup: this Python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making $(VENV) and installing into it (a minute or two) ..." >&2; $(PYTHON) -m venv --clear $(VENV); }
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## read the bundled sample pages: a table, an annotated page, and a record to look at
	@$(BIN)/reportedly demo

test: setup ## run the tests
	$(BIN)/python -m pytest

test-ray: $(RAY_STAMP) ## the tests of reading on Ray, in an environment of their own
	$(RAY_VENV)/bin/python -m pytest -n0 tests/test_on_ray.py

$(RAY_STAMP): requirements/ray.txt pyproject.toml | $(STAMP)
	$(BIN)/python -m venv $(RAY_VENV)
	$(RAY_VENV)/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/ray.txt
	$(RAY_VENV)/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

browser: setup ## playwright and axe-core for the tests of the pages in a browser (needs npm, and chromium for the tests)
	@command -v npm >/dev/null || { echo "make browser: there is no npm. On Debian or Ubuntu: apt-get install npm" >&2; exit 1; }
	@$(PIP) '$(PLAYWRIGHT)'
	@mkdir -p build/axe
	@npm pack --silent --pack-destination build/axe $(AXE) >/dev/null
	@tar -xzf build/axe/axe-core-*.tgz -C build --strip-components=1 package/axe.min.js
	@rm -r build/axe
	@command -v chromium >/dev/null || echo "The tests need chromium too. On Debian or Ubuntu: apt-get install chromium" >&2

lint: setup ## style, types, and which module may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src
	$(BIN)/lint-imports

floors: setup ## accuracy against benchmarks/floors.json, where the data is at hand
	$(BIN)/python -m benchmarks.floors --data $(REPORTEDLY_DATA)

# In this order, and each only when the one before has passed.
check: ## all that a change must pass: lint, test, docs, floors
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory docs
	@$(MAKE) --no-print-directory floors

eval: setup $(BENCH_STAMP) ## accuracy of every part on the data that it is measured on
	@for part in evaluate page scenarios parties stance relays events places times; do \
	    echo "== $$part"; $(BIN)/python -m benchmarks.$$part --data $(REPORTEDLY_DATA) || exit 1; done

bench: setup $(BENCH_STAMP) ## speed and memory, beside textacy
	$(BIN)/python -m benchmarks.speed --data $(REPORTEDLY_DATA)

$(BENCH_STAMP): requirements/bench.txt | $(STAMP)
	@$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

train: setup $(TRAIN_STAMP) ## train the tagger and write its weights (hours; goes on where it was stopped)
	PYTHONPATH=src $(TRAIN_BIN)/python -m training.train --data $(REPORTEDLY_DATA) --out $(TRAIN_OUT)
	PYTHONPATH=src $(TRAIN_BIN)/python -m training.export $(TRAIN_OUT)/tagger.pt
	$(BIN)/python -m training.stance --data $(REPORTEDLY_DATA) # it learns from what the new tagger reads

$(TRAIN_STAMP): requirements/train.txt requirements/train-model.txt
	$(PYTHON) -m venv $(TRAIN_VENV)
	$(TRAIN_PIP) --require-hashes -r requirements/train.txt
	$(TRAIN_PIP) --require-hashes --no-deps -r requirements/train-model.txt
	$(TRAIN_PIP) '$(TORCH)'
	@touch $@

docs: setup $(DOCS_STAMP) ## the documents as a site in build/site, with every link checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict # with --quiet, dead links would pass
	@echo "Wrote build/site. Open build/site/index.html in a browser." >&2

$(DOCS_STAMP): requirements/docs.txt | $(STAMP)
	@$(PIP) --require-hashes -r requirements/docs.txt
	@touch $@

screenshots: setup ## pictures of the pages in light, dark and phone width, in out/screenshots
	$(BIN)/python -m tools.screenshots

# dev, bench, docs and train are held to what base chose, so that one .venv can hold them all.
# `make lock UPGRADE=--upgrade` takes newer versions; without it, only what must change does.
lock: setup ## write requirements/*.txt again from pyproject.toml
	@test -x $(BIN)/uv || $(PIP) '$(UV)'
	$(LOCK) $(UPGRADE) pyproject.toml -o requirements/base.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra dev -c requirements/base.txt -o requirements/dev.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra bench -c requirements/dev.txt -o requirements/bench.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra docs -c requirements/dev.txt -o requirements/docs.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra dev --extra ray -c requirements/dev.txt -o requirements/ray.txt
	$(LOCK) $(UPGRADE) pyproject.toml requirements/train.in -c requirements/dev.txt -o requirements/train.txt
	$(LOCK) $(UPGRADE) --no-deps requirements/train-model.in -o requirements/train-model.txt

clean: ## remove what make has made: environments, caches, builds
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks tools training -name __pycache__ -type d -prune -exec rm -rf {} +
