# Partita's errands. `make help` lists them; `run` and `test` also install the system packages they need.

SWIFT ?= swift
PARTITA := .build/release/partita

# What `make run` runs, after building.
RUN := $(PARTITA) check --all examples/*.yaml --out results --render svg

# Tests run optimised, and see internal declarations. That flag changes every object file: with a build folder
# of their own, `run` and `test` do not rebuild each other's. Further options: make test TEST_OPTIONS='--filter SVD'.
TEST := $(SWIFT) test -c release -Xswiftc -enable-testing --scratch-path .build/testing --disable-xctest
TEST_OPTIONS ?=

.DEFAULT_GOAL := help
.PHONY: help run test build format lint clean deps toolchain

help: ## list the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

# Status 3 is part of the show: one example asks for strong convexity on a singular covariance, and is not applicable.
run: build ## build, check the library and the examples, write results/
	@echo '$(RUN)'
	@$(RUN); status=$$?; [ $$status -eq 3 ] || exit $$status

test: deps ## build and run all tests
	$(TEST) $(TEST_OPTIONS)

build: deps ## build the command, optimised: .build/release/partita
	$(SWIFT) build -c release --product partita

format: toolchain ## rewrite the Swift sources in the house style
	git ls-files -z --cached --others --exclude-standard '*.swift' | xargs -0 $(SWIFT) format -i

lint: toolchain ## check the style of the Swift sources
	$(SWIFT) format lint --strict -r Sources Tests Package.swift

clean: ## remove all build products; results/ stays
	rm -rf .build

deps: ## install the system packages that are missing
	@Scripts/dependencies.sh

toolchain:
	@Scripts/dependencies.sh toolchain
