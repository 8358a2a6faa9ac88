# The verbs of the project. `make` alone lists them. CI calls the same verbs and nothing else.
PYTHON ?= python3
BIN := .venv/bin
LONG ?= 3
# Two parts of the suite. First all that has no limit of time, in two processes with a stack each (one, on an external
# Kafka and PostgreSQL, which all share), the longest files first (tests/conftest.py). Then kills, outages and what has a
# limit of time, alone but for what needs no stack, which takes what these leave of the machine and is told of at the end.
PROCESSES ?= $(if $(filter external,$(EKINERJA_STACK)),0,2)
SIDE_BY_SIDE := tests/services tests/system tests/kafka tests/chassis tests/deploy
ALONE := tests/kafka/test_kills.py tests/kafka/test_inbox.py tests/system/test_outages.py
ALONE += tests/system/test_process_life.py tests/system/test_two_processes.py
PURE := tests/contracts tests/docs tests/domain
PURE += tests/chassis/test_house_rules.py tests/deploy/test_chart.py
ELSEWHERE := $(ALONE) $(filter %.py,$(PURE))
# What is drawn, and is drawn more often by `make test-long`.
REPEATED := tests/kafka/test_kills.py tests/kafka/test_order.py tests/services/test_killed_uploads.py
REPEATED += tests/system/test_schemathesis.py tests/system/test_rebuild_command.py tests/domain/evaluation/test_ten_thousand.py
PURE_LOG := .run/pure-tests.log
# One seed for all that is drawn: kills, interleavings, requests (tests/conftest.py) and the properties' examples.
DRAWN := $(if $(SEED),--hypothesis-seed=$(SEED))
.DEFAULT_GOAL := help
# Everything lies in the project's folder, the cache too. The system's certificates count, so that an index behind an
# office's proxy can be reached; pip brings its own list and is told of the system's where there is one.
export UV_CACHE_DIR ?= $(CURDIR)/.tools/uv
SYSTEM_CERTS := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(SYSTEM_CERTS),)
export PIP_CERT ?= $(SYSTEM_CERTS)
endif

help: ## list the verbs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

install: .venv/.installed ## install everything into the project's own folder (.venv)

.venv/.installed: bootstrap.lock requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "cannot make .venv: this needs Python 3.11 or newer with its venv module (Debian: python3-venv); set PYTHON=/path/to/python"; exit 1; }
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python"; rm -rf .venv; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.lock
	@$(BIN)/uv pip install --system-certs --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --system-certs --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

lock: ## resolve the dependencies anew into requirements.lock (with hashes, without index addresses)
	$(BIN)/uv pip compile --system-certs --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --all-extras pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --system-certs --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --constraint requirements.lock pyproject.toml -o requirements-run.lock
	$(BIN)/uv pip compile --system-certs --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header tests/deploy/tools.in -o tests/deploy/tools.lock

demo: install ## start real parts, play one quarter over HTTP, and prove every score from the topics
	@$(BIN)/python -m deploy.local.demo

up: install ## the same stack with the story played, until Ctrl-C (STORY=0: empty)
	@$(BIN)/python -m deploy.local.up

down: install ## end `make up`, or what is left of one that crashed
	@$(BIN)/python -m deploy.local.down

check: install ## style, types, imports, rules of the house, sizes of files: all that needs no Kafka, in under a minute
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q tests/chassis/test_house_rules.py
	@find chassis contracts deploy services tests -name '*.py' -exec wc -l {} + | awk '$$2 != "total" && $$1 > 400 { print $$2 " has " $$1 " lines, and 400 is the limit"; long = 1 } END { exit long }'

test: install ## the whole suite on real parts (SEED=n repeats a run, EKINERJA_STACK=containers|external elsewhere)
	@$(BIN)/pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder $(ELSEWHERE:%=--ignore=%) $(SIDE_BY_SIDE) $(DRAWN)
	@mkdir -p $(dir $(PURE_LOG))
	@nice -n 10 $(BIN)/pytest $(PURE) $(DRAWN) >$(PURE_LOG) 2>&1 & pure=$$!; \
	$(BIN)/pytest $(ALONE) $(DRAWN); alone=$$?; wait $$pure; pure=$$?; cat $(PURE_LOG); exit $$((alone ? alone : pure))

test-long: install ## kills, interleavings and requests of `make test` three times (LONG=n), and 10,000 random years
	@LONG=$(LONG) $(BIN)/pytest $(REPEATED) $(DRAWN)

deploy-check: install ## image, composition and chart, checked by the real tools
	@$(BIN)/pytest tests/deploy

bench: install ## measure, as ratios on this machine, into docs/benchmarks.md
	@$(BIN)/python -m tests.load.bench

schemas: install ## generate schemas, examples, documents and the page of settings from the code
	@$(BIN)/python -m contracts.generate
	@$(BIN)/python -m deploy.local.settings_page > docs/settings.md

release-contracts: install ## copy the draft schemas to released/, and list the policies' digests: append-only from then on
	@$(BIN)/python -m contracts.release
	@$(BIN)/python -m services.evaluation.policy_release

.PHONY: deploy-check help install lock demo up down check test test-long bench schemas release-contracts
