# What a person types. `.ci/bootstrap.py` brings `.venv` and the system packages; all else is manage.py.
PORT ?= 8000
PYTHON := .venv/bin/python
BOOTSTRAP := python3 .ci/bootstrap.py
PYTEST_ARGS ?=
LOAD_ARGS ?=
TEXTS := $(PYTHON) manage.py compilemessages --ignore .venv --ignore var --verbosity 0
export PORT

.PHONY: run test test-browser bench load lint messages clean

run:  ## the platform of one county at http://127.0.0.1:$(PORT)
	@$(BOOTSTRAP) --port $(PORT)
	@$(PYTHON) manage.py prepare
	@$(PYTHON) manage.py serve --port $(PORT)

test:  ## everything but the browser; DATABASE_URL and REDIS_URL choose other services than SQLite
	@$(BOOTSTRAP)
	@$(TEXTS)
	$(PYTHON) -m pytest -n 2 $(PYTEST_ARGS)

test-browser:  ## the journeys through a real Chromium, each person in turn
	@$(BOOTSTRAP) --browser
	@$(TEXTS)
	$(PYTHON) -m pytest -m browser $(PYTEST_ARGS)

bench:  ## measures on this machine and writes the table in README.md
	@$(BOOTSTRAP)
	$(PYTHON) manage.py bench

load:  ## the last minute before a deadline, on PostgreSQL and on SQLite: takes some eight quiet minutes
	@$(BOOTSTRAP)
	$(PYTHON) -m tests.load.last_minute --suppliers 500 --megabytes 2 --seconds 60 --workers 2 $(LOAD_ARGS)
	$(PYTHON) -m tests.load.last_minute --database sqlite --suppliers 50 --megabytes 2 --seconds 60 --workers 2 $(LOAD_ARGS)

lint:  ## style, templates, import contracts, types, migrations
	@$(BOOTSTRAP)
	@bash .ci/lint

messages:  ## collect new texts into locale/ and compile both languages
	@$(BOOTSTRAP)
	$(PYTHON) manage.py makemessages --locale en --no-obsolete --no-location --ignore .venv --ignore var
	$(TEXTS)

clean:  ## forget the environment and the caches; the county's data under var/ stays
	rm -rf .venv var/staticfiles var/prepared.json var/test.sqlite3* .pytest_cache .ruff_cache .mypy_cache \
		.import_linter_cache .hypothesis test-results
	find . -path ./var -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf
	find locale -name '*.mo' -delete
