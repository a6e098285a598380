# `make demo` and `make test` are each the only command needed: they make .venv and install into it first.
# The second time installing is free, until pyproject.toml or constraints.txt changes.

# The first Python from 3.11 on that is found, or the one named: make PYTHON=/opt/python/bin/python3 demo
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; print("$(name)" * (sys.version_info >= (3, 11)))' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/.done

.PHONY: install demo test check bench clean

install: $(DONE)

demo: $(DONE)
	$(BIN)/stickercam demo -o demo

test: $(DONE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -q -n auto

check: $(DONE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -q -n auto -m "not slow"

bench: $(DONE)
	for name in engines draw export record live; do $(BIN)/python benchmarks/$$name.py || exit 1; done

clean:
	rm -rf $(VENV) build dist demo .pytest_cache .ruff_cache .hypothesis

$(DONE): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "stickercam needs Python 3.11 or newer: install it, or name it with make PYTHON=PATH" >&2; exit 1; }
	@$(PYTHON) -m stickercam.doctor
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@
