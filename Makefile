# 巡城 Xuncheng. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= $(or $(XUNCHENG_PORT),8000)
BIN := .venv/bin
# a file of tests stays with one process, so that what it starts is started once
PARALLEL := -n auto --maxprocesses 4 --dist loadfile
export PATH := $(CURDIR)/.venv/node-bin:$(PATH)
FRONTEND := $(shell find frontend/src frontend/worker frontend/public frontend/build -type f 2>/dev/null) \
	$(wildcard frontend/*.json frontend/*.ts frontend/*.html)

.PHONY: help setup run test test-python test-frontend test-postgresql faults postgres rclone ceph caddy strace audit audit-online bench bench-large browser check schema pictures clean

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

setup: .stamps/python .stamps/frontend ## Set up all that the service needs (repeated only where something changed)

.stamps/python: requirements.lock .ci/python.sh
	@echo "准备 Python 环境……"
	@bash .ci/python.sh "$(PYTHON)"
	@mkdir -p .stamps && touch $@

.stamps/node: .stamps/python .ci/node.sh .ci/node.lock
	@bash .ci/node.sh
	@mkdir -p .stamps && touch $@

.stamps/npm: .stamps/node frontend/package-lock.json frontend/.npmrc
	@echo "准备前端依赖……"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error \
		|| { echo "安装前端依赖失败，请检查网络后重试（装好一次之后不再需要网络）。" >&2; exit 1; }
	@touch $@

.stamps/frontend: .stamps/npm $(FRONTEND)
	@echo "构建前端……"
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@

run: setup ## Set up, migrate, load the notice and serve the demo at http://127.0.0.1:8000 (PORT= changes it; LAN=1: https for phones)
	@XUNCHENG_PORT=$(PORT) exec $(BIN)/python -m app serve --demo $(if $(LAN),--lan)

test: test-python test-frontend ## All tests, the browser ones too

test-python: setup browser postgres rclone caddy strace
	$(BIN)/pytest $(PARALLEL)

test-frontend: .stamps/npm
	cd frontend && npm test --silent

test-postgresql: setup postgres rclone caddy ## All Python tests but the browser's, on PostgreSQL
	XUNCHENG_TEST_DATABASE=postgresql $(BIN)/pytest $(PARALLEL) -m "not browser"

faults: setup postgres rclone caddy strace ## The long fault tests: kills, cut lines, a failing disk, power cuts (docs/faults.md)
	XUNCHENG_FAULTS=full $(BIN)/pytest tests/faults -m "not browser"

postgres: ## PostgreSQL's programs, for tests and bench (they start a server of their own)
	@bash .ci/postgres.sh

rclone: .stamps/python ## An S3 server's program, for tests (they start a server of their own)
	@bash .ci/rclone.sh

ceph: ## Ceph's S3 gateway: where it is installed, the tests of buckets run on it as well
	@bash .ci/ceph.sh

caddy: ## The proxy of a city, for tests (they start one of their own)
	@bash .ci/caddy.sh

strace: ## Traces calls, for the fault tests on a failing disk
	@bash .ci/strace.sh

bench: setup browser postgres rclone ## What things cost beside plain baselines (PARTS="inbox …", BENCH_ROWS=, BENCH_DIR=)
	@$(BIN)/python -W ignore -m tests.bench $(PARTS)

bench-large: .stamps/python postgres ## The inbox at 5,000,000 cases and tiles at 10,000,000 against 1,000,000
	@BENCH_ROWS=5000000 BENCH_AGAINST=1000000 $(BIN)/python -W ignore -m tests.bench growth
	@BENCH_ROWS=10000000 BENCH_AGAINST=1000000 $(BIN)/python -W ignore -m tests.bench tiles-growth

browser: .stamps/python ## Chromium and a Chinese font, for the browser tests
	@bash .ci/browser.sh

check: .stamps/python .stamps/npm ## Lint, types, formats, floors, generated files in step
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/house/test_floors.py tests/house/test_documents.py
	cd frontend && npm run --silent lint && npm run --silent typecheck
	@cd frontend && npx openapi-typescript openapi.json -o node_modules/.schema.ts --default-non-nullable=false >/dev/null \
		&& cmp -s node_modules/.schema.ts src/core/schema.ts || { echo "frontend/src/core/schema.ts 与 openapi.json 不一致，请运行 make schema" >&2; exit 1; }

audit: setup postgres ## Weak code, secrets, and an interface that answers as documented (CHAIRS="stranger command inspector …")
	@bash .ci/audit.sh $(CHAIRS)

audit-online: audit ## Known weaknesses of our packages, asked of the public lists
	@bash .ci/advisories.sh

schema: .stamps/npm ## Write the OpenAPI document and the client's types anew
	$(BIN)/python -m app export openapi frontend/openapi.json
	cd frontend && npm run --silent generate

pictures: setup browser ## Make the pictures of the README anew
	XUNCHENG_PICTURES=1 $(BIN)/pytest -q tests/journeys/test_demo.py

clean: ## Remove what was built (not data/)
	rm -rf .venv .stamps frontend/node_modules frontend/dist
