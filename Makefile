# The README's commands. System libraries are installed where they are missing, and only those.
SHELL := /bin/bash

# Header or library file → Debian package.
PACKAGES := $(shell \
  [ -e /usr/include/zlib.h ] || echo zlib1g-dev; \
  [ -e /usr/include/sqlite3.h ] || echo libsqlite3-dev; \
  [ -e /usr/include/libxml2/libxml/parser.h ] || echo libxml2-dev; \
  [ -e /usr/include/zip.h ] || echo libzip-dev; \
  [ -e /usr/include/xlsxwriter.h ] || echo libxlsxwriter-dev; \
  [ -e /usr/include/gmime-3.0/gmime/gmime.h ] || echo libgmime-3.0-dev; \
  ls /usr/include/curl/curl.h >/dev/null 2>&1 || ls /usr/include/*/curl/curl.h >/dev/null 2>&1 \
    || echo libcurl4-openssl-dev; \
  command -v pkg-config >/dev/null || echo pkg-config)
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

SWIFT ?= swift
BUILD ?= $(SWIFT) build

.PHONY: demo test servers fuzz bench format lint install system-libraries clean

## A self-contained tour: builds, then follows a simulated train from Nanchang to Baku.
demo: system-libraries
	$(BUILD) --product banlie
	@"$$($(BUILD) --product banlie --show-bin-path)/banlie" demo

# Rooms whose tests wait for servers or programs run by themselves: a test that waits holds a thread, and
# in one crowd with all others it would keep servers waiting until they give up. So do a browser and clients
# written in Python, which take all the machine has.
TEST_GROUPS ?= "(Freight|RouteBook|Tracking|Feeds|Simulation|House|Answers|Ledger)Tests\." \
  "(Intake|Notices|Transport)Tests\." "ManifestsTests\." "ServerTests\." \
  "banlieTests\.(?!Browser|ForeignClient)" "banlieTests\.(Browser|ForeignClient)"
test: system-libraries
	$(BUILD) --build-tests
	@for group in $(TEST_GROUPS); do \
	  $(SWIFT) test --skip-build --filter "^$$group" || exit 1; \
	done

## Real servers and clients for the integration tests, which say that they are skipped without them.
servers:
	$(SUDO) apt-get update -q
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
	  nginx-light openssh-server vsftpd dovecot-imapd openssl python3-venv chromium fonts-noto-cjk
	python3 -m venv .build-python
	.build-python/bin/pip install -q standardwebhooks schemathesis openpyxl aiosmtpd

## Ratios within one run. BENCH_THOUSANDS and BENCH_LARGE_THOUSANDS set the sizes; BENCH_ONLY=reading
## or serving, manifests, estimates measures one part, BENCH_GROWN=FILE takes a large one that is there already.
bench: system-libraries
	$(BUILD) -c release --product banlie
	$(SWIFT) run -c release --package-path Benchmarks banlie-bench

## Random bytes for every decoder, guided by coverage: FORMATS=iftsta RUNS=1000000 for one and more.
FORMATS ?= banlie-json dcsa dislocation iftsta sheet taf
RUNS ?= 20000
# The same bytes each time unless told otherwise, so that a failure can be had again.
SEED ?= 1
fuzz: system-libraries
	Fuzz/build.sh
	@for format in $(FORMATS); do \
	  mkdir -p .build-fuzz/corpus/$$format; \
	  echo "$$format: $(RUNS) executions"; \
	  SWIFT_BACKTRACE=enable=no BANLIE_FUZZ=$$format .build-fuzz/fuzz -runs=$(RUNS) -seed=$(SEED) -timeout=30 -rss_limit_mb=2048 \
	    -max_len=16384 -print_final_stats=1 -artifact_prefix=.build-fuzz/ \
	    .build-fuzz/corpus/$$format Tests/FeedsTests/Fixtures/$$format \
	    2>&1 | grep -E "stat::number_of_executed_units|stat::average_exec|ERROR|SUMMARY|Fatal" ; \
	  [ "$${PIPESTATUS[0]}" = 0 ] || exit 1; \
	done

format:
	$(SWIFT) format format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks/Sources

lint:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks/Sources

## Into PREFIX/bin, with completions for bash.
PREFIX ?= /usr/local
install: system-libraries
	$(BUILD) -c release --product banlie
	$(SUDO) install -D "$$($(BUILD) -c release --product banlie --show-bin-path)/banlie" $(PREFIX)/bin/banlie
	$(PREFIX)/bin/banlie --generate-completion-script bash | $(SUDO) install -D /dev/stdin $(PREFIX)/share/bash-completion/completions/banlie

system-libraries:
ifneq ($(strip $(PACKAGES)),)
	@echo "installing what is missing: $(strip $(PACKAGES))"
	$(SUDO) apt-get update -q
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q $(strip $(PACKAGES))
endif

clean:
	rm -rf .build Benchmarks/.build
