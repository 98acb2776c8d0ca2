# Two doors for a new machine: `make demo` shows the main job, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Most tests wait for a process, a server or a browser, and for the disk: two workers to a core keep it busy. Beyond
# sixteen each one's own installation, server and browser cost more than they save.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(16, 2 * (os.cpu_count() or 1)))')
# Given to pytest as it is: `make test TESTS=tests/states`.
TESTS ?=
# A file stays with one worker; those that take longest begin first (tests/selection.py).
SPREAD := --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
# Tests are compiled once, beside the type checker, for every worker: also where Python is told to write no bytecode.
TESTING := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest
SOURCES := $(shell find config states notifications lifecycle flows -name '*.py')

.PHONY: demo test install lint lock wheelhouse benchmark nightly audit clean

install: $(VENV)/.compiled

demo: install
	@$(BIN)/lifecycle demo

test: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(TESTING) --collect-only -qq $(TESTS) >/dev/null 2>&1 & $(BIN)/mypy && wait
	$(BIN)/lint-imports
	$(TESTING) $(SPREAD) $(TESTS)

benchmark: install
	$(BIN)/python -m pytest tests/benchmarks --benchmarks -s

# The simulated April and year, whole: a quarter of an hour. Its figures are written into docs/nightly.md. Then of the
# tests that are many alike all, of which `make test` runs a sample.
nightly: install
	$(BIN)/python -m pytest tests/nightly --nightly
	$(TESTING) --nightly -m many_alike $(SPREAD)

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: make PYTHON=python3.11 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (once; about half a minute) ..."
	@$(BIN)/python -m pip install --quiet uv >/dev/null 2>&1 && $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Compiled once here, so that a command starts fast also where Python may not write bytecode itself.
$(VENV)/.compiled: $(VENV)/.installed $(SOURCES)
	@$(BIN)/python -m compileall -q config states notifications lifecycle flows >/dev/null
	@touch $@

lock:
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra report --extra web --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra report --extra web --universal --python-version 3.11 --constraint requirements.lock --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file runtime.lock

# All that a machine without a network needs, for one version of Python: wheels for Linux and for Windows, each folder whole.
# Which wheels belong to a platform is asked of uv: pip reads the markers as of the machine that it runs on.
PYTHON_OF_THE_MACHINE ?= 3.11
wheelhouse: install
	rm -rf wheelhouse && mkdir -p wheelhouse/linux wheelhouse/windows
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir wheelhouse .
	for platform in linux windows; do \
		$(BIN)/uv pip compile runtime.lock --no-deps --python-platform $$platform --python-version $(PYTHON_OF_THE_MACHINE) --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file wheelhouse/$$platform/runtime.lock && cp wheelhouse/lifecycle-*.whl wheelhouse/$$platform || exit 1; done
	$(BIN)/python -m pip download --quiet --no-deps --require-hashes --only-binary=:all: --python-version $(PYTHON_OF_THE_MACHINE) --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 --platform manylinux1_x86_64 --dest wheelhouse/linux -r wheelhouse/linux/runtime.lock
	$(BIN)/python -m pip download --quiet --no-deps --require-hashes --only-binary=:all: --python-version $(PYTHON_OF_THE_MACHINE) --platform win_amd64 --dest wheelhouse/windows -r wheelhouse/windows/runtime.lock
	rm wheelhouse/lifecycle-*.whl

# Known weaknesses, licences, the parts list, of what runtime.lock names; by three tools in an environment of their own.
AUDIT := audit/.venv
audit: install
	@mkdir -p audit && test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	@$(AUDIT)/bin/python -m pip install --quiet "pip-audit>=2.9,<3" "pip-licenses>=5,<6" "cyclonedx-bom>=7,<8"
	$(AUDIT)/bin/python .ci/audit.py runtime.lock pyproject.toml $(BIN)/python audit

clean:
	rm -rf $(VENV) audit .mypy_cache .ruff_cache .pytest_cache
