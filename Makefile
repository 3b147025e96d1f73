# Two commands do all the set-up on a fresh Debian machine: `make demo` and `make test`. Both are safe to run twice.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
# Debian packages that the tests hold documents against.
TEST_PACKAGES := chromium poppler-utils qpdf openssl default-jdk-headless libjaxb-java
WORKERS ?= 2
# Each worker computes in one thread: several that share the cores wait for one another instead of working.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

.PHONY: demo test prove lint install test-packages lock schema samples clean

demo: install
	$(VENV)/bin/governance demo --out demo/

test: install test-packages lint
	$(ONE_THREAD) $(VENV)/bin/pytest -n $(WORKERS) --dist loadscope -m "not slow"

prove: install test-packages
	$(ONE_THREAD) $(VENV)/bin/pytest -n $(WORKERS) --dist loadscope

lint: install
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || bash .ci/debian-packages python3-venv
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

test-packages:
	@bash .ci/debian-packages $(TEST_PACKAGES)

# Needs uv. The lock holds hashes and no registry's name.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

# The published JSON Schema of the record, after a change of the record's types.
schema: install
	$(VENV)/bin/python -c 'import json, governance.record.schema as s; print(json.dumps(s.json_schema(), indent=1))' > record.schema.tmp
	mv record.schema.tmp governance/record/audit-record-1.schema.json

# The stored sample reports, after a change of what the demo's audits say: signed with a key for trial that nobody keeps.
samples: install
	rm -rf build/samples && mkdir -p build/samples
	$(VENV)/bin/governance keys new --name "model-signoff sample reports" --out build/samples/key
	$(VENV)/bin/governance demo --out build/samples/demo --key build/samples/key/*.key.pem
	rm -rf sample_reports && cp -r build/samples/demo/reports sample_reports && rm -rf build/samples

clean:
	rm -rf $(VENV) demo out dist build
