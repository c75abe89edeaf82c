# Two commands matter: `make run` (the night on the bundled sample) and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run test spark lint lint-python lint-sql format bench bench-night bench-scale soak lock clean
.DEFAULT_GOAL := run

# uv, out of the lock itself, installs it in a fifth of pip's time; pip does where only pip knows of an
# index. The lock names everything; left to resolve, older versions of pip forget a pin behind an extra.
PIP     := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
# Compiled: where Python may not write what it compiles, every process would compile all of it again.
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --compile-bytecode

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 to 3.13 is needed; name one with make PYTHON=python3.12" if not (3, 11) <= sys.version_info < (3, 14) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock > $(VENV)/uv.lock
	$(PIP) --require-hashes -r $(VENV)/uv.lock
	$(INSTALL) --require-hashes -r requirements.lock || $(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation --editable .
	touch $@

run: $(VENV)/.ready
	$(BIN)/techniekpact nightly --profile sample

# pyspark is 455 MB and comes as a source archive: only for who builds on Spark (docs/scaling.md).
$(VENV)/.spark: requirements-spark.lock $(VENV)/.ready
	$(INSTALL) --no-build-isolation --require-hashes -r requirements-spark.lock \
		|| $(PIP) --no-build-isolation --require-hashes -r requirements-spark.lock
	touch $@

spark: $(VENV)/.spark

test: $(VENV)/.ready
	$(BIN)/python -m pytest -m "not soak" -n 2 --dist worksteal

lint: lint-python lint-sql

lint-python: $(VENV)/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

lint-sql: $(VENV)/.ready
	cd dbt_project && ../$(BIN)/sqlfluff lint models tests

format: $(VENV)/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd dbt_project && ../$(BIN)/sqlfluff fix models tests

bench: $(VENV)/.ready
	$(BIN)/python -m tests.bench

bench-night: $(VENV)/.ready
	$(BIN)/python -m tests.bench.own_cost

bench-scale: $(VENV)/.ready
	$(BIN)/python -m tests.bench.scale

soak: $(VENV)/.ready
	$(BIN)/python -m pytest -m soak -s

# Resolved once for Linux and macOS, Python 3.11 to 3.13; records neither hosts nor URLs. The lock of
# Spark holds what it needs beside the other one.
lock: $(VENV)/.ready
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras \
		--no-emit-index-url --no-emit-find-links --extra dev --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras \
		--no-emit-index-url --no-emit-find-links --extra spark --constraint requirements.lock \
		$$(sed -nE 's/^([A-Za-z0-9._-]+)(\[[^]]*\])?==.*/--no-emit-package \1/p' requirements.lock) \
		--output-file requirements-spark.lock pyproject.toml
	sed '/^# The following packages were excluded/,$$d' requirements-spark.lock > requirements-spark.lock.new
	mv requirements-spark.lock.new requirements-spark.lock

clean:
	rm -rf $(VENV) .bench var dbt_project/target dbt_project/logs
