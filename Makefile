# The two commands: `make run` and `make test`. Both install what is missing first.
# One profile (release) and one build serve run, test and bench.

CARGO   ?= cargo
OUT     ?= out
LISTEN  ?= 127.0.0.1:8080
VENV    := target/venv
PYTHON  := $(VENV)/bin/python
IFN     := target/release/ifn
SHELL   := /bin/bash

.PHONY: help run test bench pictures soak fuzz setup setup-python setup-bench web build lint fmt licences deny dist clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: ## Install what a fresh Debian machine lacks to build
	@./scripts/setup.sh build

setup-python: ## Python and Node with what tests and benchmarks need
	@./scripts/setup.sh test

web: setup ## The map's files, which the program carries
	@./scripts/web.sh

build: web ## Build in release
	@. ./scripts/env.sh && $(CARGO) build --release --workspace --locked

run: build ## Compute the richest index whose data are here and serve it at http://127.0.0.1:8080
	@$(IFN) build --out $(OUT)
	@echo
	@./scripts/top.sh $(IFN) $(OUT)
	@echo
	@echo "Why one of them?      $(IFN) explain 93066 --out $(OUT)"
	@echo "A table for Excel?    $(IFN) export commune --zone departement:93 -o 93.xlsx --out $(OUT)"
	@echo "Files: $(OUT)/scores/*.parquet, $(OUT)/territories/*.parquet, $(OUT)/tiles/territories.pmtiles, $(OUT)/manifest.json"
	@echo
	@$(IFN) serve --out $(OUT) --listen $(LISTEN)

test: web ## Everything: format, lint, unit, documentation, end-to-end, oracle, real clients, browser
	@. ./scripts/env.sh && ./scripts/test.sh

setup-bench: setup-python ## The peers that benchmarks run beside
	@./scripts/setup.sh bench

bench: build setup-bench ## Measure against peers (SECTION=tiles: one section); rows are kept in target/bench-results/
	@. ./scripts/env.sh && status=0; \
	$(PYTHON) benches/bench.py --ifn $(IFN) $(SECTION) || status=1; \
	[ -n "$(SECTION)" ] || npm run --silent measure --prefix web-map || status=1; \
	exit $$status

pictures: build setup-python ## Every view of the map at three sizes, to be looked at: target/screenshots/
	@. ./scripts/env.sh && npm run --silent pictures --prefix web-map

soak: build setup-bench ## Ten minutes of mixed load on the server; its memory, minute by minute
	@. ./scripts/env.sh && $(PYTHON) benches/bench.py --ifn $(IFN) --soak 10

fuzz: build ## Ten minutes of odd bytes for each of what reads untrusted ones (needs a C++ compiler)
	@. ./scripts/env.sh && ./scripts/fuzz.sh 600

lint: web ## rustfmt and clippy
	@. ./scripts/env.sh && $(CARGO) fmt --all --check && $(CARGO) clippy --release --workspace --all-targets --locked -- -D warnings

fmt: ## Format
	@. ./scripts/env.sh && $(CARGO) fmt --all

licences: web ## Write the licences of all that the program carries
	@. ./scripts/env.sh && python3 scripts/licences.py

deny: ## Licences and advisories (needs cargo-deny)
	@. ./scripts/env.sh && $(CARGO) deny check

dist: web ## Packages to install, in target/dist/: a tarball and a .deb with manual pages, completions, licences and checksums
	@. ./scripts/env.sh && python3 scripts/licences.py --check && ./scripts/dist.sh && ./scripts/dist_check.sh

clean: ## Remove what was made
	rm -rf target $(OUT)
