# Everything a newcomer needs is one word here. Needs only git, make, and Python 3.11 or newer with venv and pip.

# The first Python on this machine that is new enough; name another one with `make PYTHON=...`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --require-virtualenv
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock' --quiet
ARGS ?=

.PHONY: help .venv try test lint bench coach-report lock clean

help:
	@echo 'make try     play with the bot in a browser; ARGS="--port 9000 --no-browser" are passed on'
	@echo 'make test    run the whole test suite; ARGS="tests/okr -k reading" run a part of it'
	@echo 'make lint    check format, style and types'
	@echo 'make bench   measure, and print ratios'
	@echo 'make coach-report  what the coach finds in the labelled sentences of tests/okr'
	@echo 'make .venv   only install what the program needs'
	@echo 'make lock    write the lock files anew from pyproject.toml; UPGRADE=--upgrade takes newer versions'
	@echo 'make clean   remove .venv and what the tools left behind'

.venv: $(VENV)/.installed

# A stamp, not the folder, says that an installation was finished: a broken one is taken up again, a finished one left alone.
$(VENV)/.installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo 'okrbot needs Python 3.11 or newer: none was found. Install one, or name it: make PYTHON=/path/to/python3.11'; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'okrbot needs Python 3.11 or newer: $(PYTHON) is older or does not run.'; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo '$(PYTHON) has no venv: install it (on Debian and Ubuntu the package python3-venv), then run make again.'; exit 1; }
	@$(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo 'Making $(VENV) with $(PYTHON) ...'; "$(PYTHON)" -m venv --clear $(VENV); }
	@echo 'Installing what requirements.lock names into $(VENV) (once, about a minute) ...'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-index --no-build-isolation --no-deps --editable .
	@touch $@
	@echo 'Installed: $(VENV)/bin/okrbot'

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo 'Installing what tests and checks need, from requirements-dev.lock (once) ...'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

try: .venv
	@$(VENV)/bin/okrbot try $(ARGS)

# Databases of tests lie in memory where the system has a folder there: what is written is tested, not how soon a disk has it.
test: export PYTEST_DEBUG_TEMPROOT := $(wildcard /dev/shm)
# Every process that a test starts would compile the whole program again where the environment forbids Python to keep what it compiled.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.installed-dev
	$(PY) -m pytest $(ARGS)

lint: $(VENV)/.installed-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy bot adapters storage

bench: $(VENV)/.installed-dev
	$(PY) -m benchmarks $(ARGS)

coach-report: $(VENV)/.installed
	@$(PY) -m tests.okr.coach_report $(ARGS)

# uv is needed here only, so it is no dependency. What it writes must name no registry and no path.
lock: $(VENV)/.installed
	@test -x $(VENV)/bin/uv || $(PIP) install --quiet uv
	$(COMPILE) $(UPGRADE) --output-file requirements.lock
	$(COMPILE) $(UPGRADE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@! grep -nE '://|(^|[ =])/' requirements.lock requirements-dev.lock || { echo 'A lock file names an address or a path: it must not.'; exit 1; }

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
