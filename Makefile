# One file of commands. Everything lives in the project folder: .venv, node_modules, var.
PORT ?= 8000
PYTHON ?= python3
PY := .venv/bin/python
export PYTHONPATH := site:.
export DJANGO_SETTINGS_MODULE ?= prokadry.settings.dev
FRONT_SOURCES := $(shell find themes/base/js themes/base/static/prokadry/css plugins_contrib/*/js -type f 2>/dev/null) package.json

.PHONY: help demo test check bench screenshots install messages front lock clean

help:
	@echo "make demo         install, build, load demo data, serve on http://127.0.0.1:$(PORT)"
	@echo "make test         install, run every check and test, browser tests included"
	@echo "make check        linters, types, import contracts, migrations, translations"
	@echo "make bench        print figures beside their floors"
	@echo "make screenshots  photograph every page type into build/screenshots"
	@echo "make lock         compile requirements*.txt from pyproject.toml"

.venv/installed: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/installed: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

themes/base/static/prokadry/dist/built: node_modules/installed $(FRONT_SOURCES)
	npm run --silent build
	@touch $@

install: .venv/installed node_modules/installed

front: themes/base/static/prokadry/dist/built

messages: .venv/installed
	@$(PY) site/prokadry/compile_messages.py

demo: .venv/installed front messages
	@mkdir -p var
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py load_demo
	@echo "Open http://127.0.0.1:$(PORT)/ (stop with Ctrl+C)"
	@PORT=$(PORT) exec .venv/bin/gunicorn -c python:prokadry.server prokadry.wsgi

check: .venv/installed-dev front messages
	bash .ci/check

test: .venv/installed-dev front messages
	bash .ci/test

bench: .venv/installed-dev front messages
	$(PY) -m tests.bench

screenshots: .venv/installed-dev front messages
	$(PY) -m tests.screenshots

lock:
	.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q -o requirements.txt
	.venv/bin/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --no-annotate -q -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf var build themes/base/static/prokadry/dist plugins_contrib/*/src/*/static/*/dist
