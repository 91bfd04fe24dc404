#!/usr/bin/env bash
# Look for inputs that break a parser: fuzz.sh SECONDS [TARGET...]
#
# Builds the library once for libFuzzer (clang, ASan, UBSan) and each target of
# tests/fuzz/ with it, and runs each for SECONDS from a copy of its corpus.
# What it finds to break one is left in build/fuzz-clang/found/.
set -uo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:?seconds for each target}
shift
out=build/fuzz-clang
sanitize=address,undefined
flags="-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all"
make=(make -s --no-print-directory -j2 CC=clang VARIANT=fuzz "B_fuzz=$out"
	"OPT_fuzz=$flags -fsanitize=fuzzer-no-link,$sanitize")
mkdir -p "$out/found"
corpora=$(mktemp -d)
trap 'rm -rf "$corpora"' EXIT

# Warnings are for the build with gcc, and for `make lint`.
if ! "${make[@]}" "$out/libfacetell.a" CFLAGS=-w >"$out/build.log" 2>&1; then
	tail -n 40 "$out/build.log"
	echo "0 passed, 1 failed"
	exit 1
fi
read -ra cflags < <("${make[@]}" --eval='show: ; @echo $(ALL_CFLAGS)' show)
read -ra libs < <("${make[@]}" --eval='show: ; @echo $(LDLIBS)' show)

passed=0 failed=0
for source in tests/fuzz/*_fuzz.c; do
	name=$(basename "$source" _fuzz.c)
	if (($#)) && [[ " $* " != *" $name "* ]]; then
		continue
	fi
	log=$out/$name.log
	dictionary=()
	[ -e "tests/fuzz/$name.dict" ] && dictionary=("-dict=tests/fuzz/$name.dict")
	mkdir "$corpora/$name"
	if clang "${cflags[@]}" -w "-fsanitize=fuzzer,$sanitize" -o "$out/${name}_fuzz" \
		"$source" "$out/libfacetell.a" "${libs[@]}" >"$log" 2>&1 &&
		cp "tests/fuzz/corpus/$name"/* "$corpora/$name" &&
		"$out/${name}_fuzz" "-max_total_time=$seconds" -timeout=10 -rss_limit_mb=1024 \
			-print_final_stats=1 "-artifact_prefix=$out/found/$name-" \
			"${dictionary[@]}" "$corpora/$name" >>"$log" 2>&1; then
		runs=$(awk '/^stat::number_of_executed_units/ { print $2 }' "$log")
		printf '  %-20s %9d runs in %d s\n' "$name" "$runs" "$seconds"
		passed=$((passed + 1))
	else
		printf '  %-20s failed\n' "$name"
		tail -n 60 "$log" | sed 's/^/    | /'
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
