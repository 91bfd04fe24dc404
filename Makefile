# Facetell.  README.md names the two commands: `make demo` and `make test`.
#
# Every source file under native-host/ is one object; all but host/main make
# libfacetell.a, which the program, the unit tests and the fuzz targets link.
# VARIANT=asan builds the same tree with sanitizers under build/asan.

SHELL       := /bin/bash
CC          ?= gcc
VARIANT     ?= release
PREFIX      ?= /usr/local
FUZZ_SECONDS ?= 10

B_release   := build
B_asan      := build/asan
B           := $(B_$(VARIANT))

PKGS        := libturbojpeg libwebp libwebpdemux spng libcjson libsodium sqlite3 libseccomp expat zlib libcrypto libcbor
WARN        := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
               -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
               -Wcast-qual -Wcast-align -Wpointer-arith -Wwrite-strings -Wformat=2 \
               -Wundef -Wvla -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference
HARD        := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
               -fcf-protection=full -fno-common -fno-strict-overflow \
               -fno-delete-null-pointer-checks -ftrivial-auto-var-init=zero
OPT_release := -O2 -g $(HARD)
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS      ?=
ALL_CFLAGS   = -std=c17 -D_POSIX_C_SOURCE=200809L -Inative-host -fPIE $(WARN) $(OPT_$(VARIANT)) \
               $(shell pkg-config --cflags $(PKGS) 2>/dev/null) $(CFLAGS)
ALL_LDFLAGS  = -pie -Wl,--as-needed -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code \
               $(if $(filter asan,$(VARIANT)),-fsanitize=address$(comma)undefined) $(LDFLAGS)
LDLIBS       = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm
comma       := ,

SOURCES     := $(filter-out native-host/face/net_kernel.c,$(wildcard native-host/*/*.c))
OBJECTS     := $(SOURCES:native-host/%.c=$(B)/obj/%.o)
UNIT        := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/*_test.c))
FUZZ        := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))

.PHONY: all build unit test demo bench lint fuzz eval install uninstall extension clean screenshots
.DELETE_ON_ERROR:

all: build
build: build/setup-build.stamp
	@$(MAKE) --no-print-directory $(B)/facetell $(B)/face.weights build/facetell.1 extension

# --- what is missing is installed: Debian's packages, then npm's, pinned
build/setup-%.stamp: tests/project/setup.sh package-lock.json
	@mkdir -p build
	bash tests/project/setup.sh $*
	@touch $@

# --- the host
# The assembler puts the templates into it (.incbin), which -MMD cannot see.
$(B)/obj/cli/manifest.o: manifests/chromium.json.in manifests/firefox.json.in
$(B)/obj/%.o: native-host/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The one file that is compiled per vector width (face/net.h).
KERNELS     := $(B)/obj/face/net_kernel_4.o
ifeq ($(shell uname -m),x86_64)
KERNELS     += $(B)/obj/face/net_kernel_8.o
LANES_8     := -mavx2 -mfma -ffp-contract=fast
endif
$(KERNELS): $(B)/obj/face/net_kernel_%.o: native-host/face/net_kernel.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -O3 -DNET_LANES=$* $(LANES_$*) -MMD -MP -c -o $@ $<

$(B)/libfacetell.a: $(filter-out $(B)/obj/host/main.o,$(OBJECTS)) $(KERNELS)
	@rm -f $@
	ar rcs $@ $^

$(B)/facetell: $(B)/obj/host/main.o $(B)/libfacetell.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

build/face.weights: $(wildcard native-host/model/*.mjs) package-lock.json
	node native-host/model/pack.mjs $@
build/asan/face.weights: build/face.weights
	@mkdir -p $(@D)
	cp $< $@

# What the program measures in pictures, for model/train and model/eval.
$(B)/measure: native-host/model/train/measure.c $(B)/libfacetell.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(B)/libfacetell.a $(LDLIBS)

# The perceptual hashes of pictures, for model/eval/reuse.py.
build/phash_table: native-host/model/eval/phash_table.c build/libfacetell.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< build/libfacetell.a $(LDLIBS)

build/facetell.1: build/facetell
	build/facetell --man > $@

extension:
	node extension/build.mjs build/extension

# --- unit tests and fuzz targets
$(B)/tests/%: tests/unit/%.c $(B)/libfacetell.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit $(ALL_LDFLAGS) -MMD -MP -o $@ $< $(B)/libfacetell.a $(LDLIBS) -lcmocka $($(*F)_LIBS)

# What tests and benchmarks set beside the engine: the same .tflite files on XNNPACK.
REFERENCE   := $(patsubst tests/reference/%.c,$(B)/reference/%.o,$(wildcard tests/reference/*.c))
$(B)/reference/%.o: tests/reference/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(patsubst %,$(B)/tests/%,net_test net_op_test net_load_test): $(REFERENCE)
net_test_LIBS := -Itests/reference $(REFERENCE) -lXNNPACK
net_op_test_LIBS := $(net_test_LIBS)
net_load_test_LIBS := $(net_test_LIBS)

# Replays a corpus with plain gcc; `make fuzz` builds the same with libFuzzer.
$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $(B)/libfacetell.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< tests/fuzz/replay.c $(B)/libfacetell.a $(LDLIBS)

unit: $(UNIT) $(FUZZ) $(B)/measure

$(B)/bench/net_bench: $(REFERENCE)
net_bench_LIBS := $(net_test_LIBS)
$(B)/bench/%: tests/bench/%.c $(B)/libfacetell.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(B)/libfacetell.a $(LDLIBS) $($(*F)_LIBS)

# --- the commands
test: build/setup-test.stamp
	bash tests/project/test.sh

demo: build/setup-demo.stamp
	@$(MAKE) --no-print-directory build
	node tests/browser/demo.mjs

screenshots: build/setup-demo.stamp
	@$(MAKE) --no-print-directory build
	node tests/browser/screenshots.mjs

bench: build/setup-bench.stamp
	@$(MAKE) --no-print-directory build build/bench/score_bench build/bench/reuse_bench build/bench/net_bench
	node tests/bench/bench.mjs build/bench

lint: build/setup-lint.stamp
	bash tests/project/lint.sh

fuzz: build/setup-test.stamp
	bash tests/project/fuzz.sh $(FUZZ_SECONDS)

eval: build/setup-eval.stamp
	@$(MAKE) --no-print-directory build build/measure build/phash_table
	/usr/bin/python3 native-host/model/eval/eval.py build/eval $(EVAL)
	$(if $(EVAL),,/usr/bin/python3 native-host/model/eval/reuse.py build/eval)

install: build
	install -D -m 755 build/facetell $(DESTDIR)$(PREFIX)/bin/facetell
	install -D -m 644 build/face.weights $(DESTDIR)$(PREFIX)/share/facetell/face.weights
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/facetell native-host/model/NOTICE native-host/model/LICENSE.Apache-2.0
	install -D -m 644 build/facetell.1 $(DESTDIR)$(PREFIX)/share/man/man1/facetell.1
	mkdir -p $(DESTDIR)$(PREFIX)/share/facetell && cp -r build/extension $(DESTDIR)$(PREFIX)/share/facetell/
uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/facetell $(DESTDIR)$(PREFIX)/share/facetell $(DESTDIR)$(PREFIX)/share/doc/facetell $(DESTDIR)$(PREFIX)/share/man/man1/facetell.1

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(KERNELS:.o=.d) $(UNIT:=.d) $(REFERENCE:.o=.d)
