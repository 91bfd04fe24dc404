#!/usr/bin/env bash
# Every test, in the order in which a failure is cheapest to learn of.
#
#   test.sh [STEP...]    steps: units asan valgrind fuzz node host host-asan browser
#
# Each step's output goes to build/test/STEP.log and is shown when it fails.
# The last line counts what passed, failed and was skipped over all of them.
set -uo pipefail
cd "$(dirname "$0")/../.."

logs=build/test
mkdir -p "$logs"
passed=0 failed=0 skipped=0

# count LOG STATUS: read TAP, ours or node's, and add to the totals.
count() {
	local log=$1 status=$2 ok bad skip
	read -r ok bad skip < <(awk '
		/^# pass /    { ok += $3; node = 1 }
		/^# fail /    { bad += $3 }
		/^# cancelled / { bad += $3 }
		/^# skipped / { skip += $3 }
		/^(not )?ok .*# SKIP/ { tap_skip++; next } # cmocka writes "not ok N # SKIP"
		/^ok /        { tap_ok++ }
		/^not ok /    { tap_bad++ }
		END { if (node) print ok + 0, bad + 0, skip + 0
		      else print tap_ok + 0, tap_bad + 0, tap_skip + 0 }' "$log")
	# A crash, or nothing at all, is a failure too.
	if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] || [ $((ok + bad + skip)) -eq 0 ]; then
		bad=$((bad + 1))
	fi
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
	printf '  %-34s %4d passed, %d failed, %d skipped\n' "$(basename "$log" .log)" "$ok" "$bad" "$skip"
	if [ "$bad" -ne 0 ]; then
		tail -n 120 "$log" | sed 's/^/    | /'
	fi
}

run() { # NAME COMMAND...
	local name=$1 status
	shift
	"$@" >"$logs/$name.log" 2>&1 </dev/null
	status=$?
	count "$logs/$name.log" "$status"
}

build() { # MAKE ARGUMENTS
	if ! make -j2 --no-print-directory "$@" >"$logs/build.log" 2>&1; then
		tail -n 60 "$logs/build.log"
		echo "the build failed: make $*"
		failed=$((failed + 1))
		return 1
	fi
}

# units NAME BUILD WRAPPER...: every unit test of one build, two at a time.
units() {
	local name=$1 dir=$2 test
	shift 2
	export CMOCKA_MESSAGE_OUTPUT=TAP
	for test in "$dir"/tests/*_test; do
		printf '%s\0' "$test" "$logs/$name-$(basename "$test" _test)"
	done | xargs -0 -n2 -P2 bash -c '
		log=${!#} test=${@:$#-1:1}
		"${@:1:$#-2}" "$test" >"$log.log" 2>&1 </dev/null
		echo $? >"$log.status"' units "$@"
	for test in "$dir"/tests/*_test; do
		test=$logs/$name-$(basename "$test" _test)
		count "$test.log" "$(cat "$test.status")"
		rm -f "$test.status"
	done
}

node_tests() { # NAME GLOB...
	local name=$1
	shift
	[ -e "$1" ] || return 0
	run "$name" node --test --test-reporter=tap --test-concurrency=1 "$@"
}

replay() {
	local target name
	for target in build/asan/fuzz/*_fuzz; do
		name=$(basename "$target" _fuzz)
		if "$target" "tests/fuzz/corpus/$name" >"$logs/fuzz-$name.log" 2>&1; then
			echo "ok 1 - replayed" >>"$logs/fuzz-$name.log"
		else
			echo "not ok 1 - a corpus file broke it" >>"$logs/fuzz-$name.log"
		fi
		count "$logs/fuzz-$name.log" 0
	done
}

step() {
	echo "$1"
	case $1 in
	units) units unit build ;;
	asan) build VARIANT=asan unit && units asan build/asan ;;
	valgrind)
		FACETELL_SLOW=1 units valgrind build \
			valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite
		;;
	fuzz) build VARIANT=asan unit && replay ;;
	node) node_tests project tests/project/*.test.js && node_tests extension tests/extension/*.test.js ;;
	host) node_tests host tests/host/*.test.js ;;
	host-asan)
		build VARIANT=asan build/asan/facetell build/asan/face.weights &&
			FACETELL=build/asan/facetell node_tests host-asan tests/host/*.test.js
		;;
	browser) node_tests browser tests/browser/*.test.js ;;
	*) echo "no such step" && exit 2 ;;
	esac
}

build build && build unit || { echo "$passed passed, $failed failed, $skipped skipped"; exit 1; }
[ $# -gt 0 ] || set -- units asan valgrind fuzz node host host-asan browser
for s; do
	step "$s"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
