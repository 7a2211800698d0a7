# Partita's errands. `make help` lists them; `run` and `test` also install the system packages they need.

SWIFT ?= swift
BIN ?= .build/release
PARTITA := $(BIN)/partita

# What `make run` runs, after building.
RUN := $(PARTITA) check --all examples/*.yaml --out results --render svg

# Tests run optimised, and see internal declarations. That flag changes every object file: with a build folder
# of their own, `run` and `test` do not rebuild each other's. Further options: make test TEST_OPTIONS='--filter SVD'.
TEST := $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path .build/testing --disable-xctest
TEST_OPTIONS ?=

# `make fuzz` and `make kills`: how many, and from which seed. Inputs of failing cases go to $(FUZZ_OUT).
FUZZ_SEED ?= 1
FUZZ_CLAIMS ?= 100000
FUZZ_TABLES ?= 10000
FUZZ_OUT ?= .build/fuzz
KILLS ?= 50

# `make bench` and `make scaling`: a package of its own, and the peers' Python environment, both under .build.
# For example: make bench BENCH_OPTIONS='--only deep-small masked --repeat 3'.
BENCH := .build/benchmarks/release/bench
BENCH_OPTIONS ?=
SCALING_OPTIONS ?=
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run falsify test proofs proofs-record docs docs-site figures gallery report report-check site-check lessons fuzz kills bench scaling benchmarks bench-check build format lint clean deps toolchain

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

# Status 3 is part of the show: one example asks for strong convexity on a singular covariance, and is not applicable.
run: build ## build, check the library and the examples, write results/
	@echo '$(RUN)'
	@$(RUN); status=$$?; [ $$status -eq 3 ] || exit $$status

# Half a minute for each claim, on all cores. Every claim recorded as false must be broken, and no other: status 0.
FALSIFY_OPTIONS ?= --budget 30
falsify: build ## try to break every claim: results/falsify.json and the worst instances, FALSIFY_OPTIONS
	$(PARTITA) falsify --all --out results $(FALSIFY_OPTIONS)

test: deps ## build and run all tests
	$(TEST) $(TEST_OPTIONS)

# What is machine-checked comes from what compiled: the command carries the record.
proofs: ## check the theorems of proofs/coq with Coq, and compare with their record
	@Scripts/dependencies.sh proofs
	@Scripts/proofs.sh

proofs-record: ## the same, and renew proofs/coq/checked.txt
	@Scripts/dependencies.sh proofs
	@Scripts/proofs.sh --record
	@Scripts/texts.sh

# The site needs a server: python3 -m http.server --directory .build/docs. DOCS_BASE=/partita for one that is not at the root
# of its host.
DOCS_BASE ?=
docs: deps ## the libraries' documentation and tutorials as a site: .build/docs
	for target in PaperFigures Lessons Verification; do $(SWIFT) build -c release --target $$target || exit; done
	$(MAKE) --no-print-directory docs-site

# The same from modules that are there: those under $(BIN).
docs-site:
	SWIFT='$(SWIFT)' DOCS_BASE='$(DOCS_BASE)' Scripts/documentation.sh $(BIN) .build/docs

figures: build ## draw all paper figures as SVG and PNG: results/figures
	$(PARTITA) figure --all --out results --render svg,png

# The gallery that is committed: pictures and captions of all figures. A test compares it with fresh ones.
gallery: build ## renew docs/gallery and docs/pictures from the code
	$(PARTITA) figure --all --out .build/gallery --render svg --quiet
	mkdir -p docs/gallery
	rm -f docs/gallery/*
	cp .build/gallery/figures/*.svg docs/gallery/
	cp .build/gallery/figures/gallery.md docs/gallery/README.md
	$(PARTITA) check examples/schemes/progressive-subnetworks.yaml examples/schemes/sharing-then-unsharing.yaml \
		--out .build/gallery --render svg --quiet
	for race in progressive-subnetworks sharing-then-unsharing; do \
		cp .build/gallery/$$race/race.svg docs/pictures/$$race.svg || exit; done

report: run figures lessons ## everything, and the results folder as a site: results/index.html
	$(PARTITA) report --out results

# A report on a bit of everything, looked at by a real browser: console, links, widths, accessibility. Nothing is built
# here: `make test` and others leave the executables under different folders, one of which is $(BIN).
SITE := .build/site
site-check: .build/browser/ready
	rm -rf $(SITE)
	$(PARTITA) check examples/diabetes-masked.yaml examples/digits-strongly-convex.yaml quad-switch refuted-sharing-faster \
		examples/schemes/elastic-subnetworks.yaml --instances 3 --out $(SITE) --quiet; [ $$? -eq 3 ]
	$(PARTITA) figure --all --out $(SITE) --quiet
	@set -e; for lesson in $(LESSONS); do $(BIN)/$$lesson --out $(SITE); done
	$(PARTITA) report --out $(SITE)
	.build/browser/bin/python Scripts/browser-check.py $(SITE)

report-check: build lessons site-check ## look at a small report in a headless browser

.build/browser/ready:
	@Scripts/dependencies.sh browser
	@mkdir -p .build
	@$(PYTHON) -m venv .build/browser && .build/browser/bin/pip --quiet install selenium axe-core-python && touch $@

# The products are named after the files, which Package.swift lists.
LESSONS := $(patsubst notebooks-as-scripts/%.swift,lesson-%,$(wildcard notebooks-as-scripts/*.swift))
lessons: deps ## build and run all lessons, pages under results/lessons
	@set -e; for lesson in $(LESSONS); do \
		$(SWIFT) build -c release --product $$lesson; echo ".build/release/$$lesson"; .build/release/$$lesson; done

fuzz: deps ## change claim files and tables at random, many times: FUZZ_CLAIMS, FUZZ_TABLES, FUZZ_SEED
	PARTITA_FUZZ='$(FUZZ_SEED) $(FUZZ_CLAIMS) $(FUZZ_TABLES)' PARTITA_FUZZ_OUT='$(abspath $(FUZZ_OUT))' \
		$(TEST) --filter FuzzTests

kills: deps ## kill the command amid its work, KILLS times
	PARTITA_KILLS='$(KILLS)' $(TEST) --filter KillTests

bench: build benchmarks .build/peers/ready ## measure speed beside NumPy and JAX, some minutes: BENCH_OPTIONS
	$(BENCH) compare --partita $(PARTITA) $(BENCH_OPTIONS)

scaling: benchmarks ## measure how cost grows with d, depth, replicas and steps: SCALING_OPTIONS
	$(BENCH) scaling $(SCALING_OPTIONS)

# The package manager does not look for new files in a package that another one depends on, unless its plan is made anew.
benchmarks: deps
	$(SWIFT) build -c release --package-path Benchmarks --scratch-path .build/benchmarks \
		--disable-build-manifest-caching --product bench

# What is missing is not measured: JAX has no wheels for some machines.
.build/peers/ready:
	@mkdir -p .build
	@$(PYTHON) -m venv .build/peers && .build/peers/bin/pip --quiet install numpy scipy \
		|| echo 'NumPy could not be installed: no peers' >&2
	@.build/peers/bin/pip --quiet install 'jax[cpu]' || echo 'JAX could not be installed: NumPy is the only peer' >&2
	@.build/peers/bin/python -c 'import scipy, jax' && touch $@ || true

# That the benchmarks still compile, in seconds: their types are checked against the modules that `make test` has built.
MODULES ?= .build/testing
bench-check: deps
	$(SWIFT) package --package-path Benchmarks dump-package >/dev/null
	$(SWIFT)c -typecheck -parse-as-library -swift-version 6 -warnings-as-errors -module-name bench \
		-I $(MODULES)/release/Modules $(patsubst %,-Xcc -fmodule-map-file=%,$(wildcard \
		Sources/*/module.modulemap Sources/*/include/module.modulemap $(MODULES)/checkouts/*/Sources/*/include/module.modulemap)) \
		Benchmarks/Sources/bench/*.swift

build: deps ## build the command, optimised: .build/release/partita
	$(SWIFT) build -c release --product partita

format: toolchain ## rewrite the Swift sources in the house style
	git ls-files -z --cached --others --exclude-standard '*.swift' | xargs -0 $(SWIFT) format -i

lint: toolchain ## check the style of the Swift sources
	$(SWIFT) format lint --strict -r Sources Tests notebooks-as-scripts Package.swift Benchmarks/Sources Benchmarks/Package.swift

clean: ## remove all build products; results/ stays
	rm -rf .build

deps: ## install the system packages that are missing
	@Scripts/dependencies.sh

toolchain:
	@Scripts/dependencies.sh toolchain
