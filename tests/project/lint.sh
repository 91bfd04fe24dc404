#!/usr/bin/env bash
# Everything that reads the code without running it.  Ends at the first fault.
set -euo pipefail
cd "$(dirname "$0")/../.."

mapfile -t sources < <(git ls-files 'native-host/*.c' 'tests/*.c')
mapfile -t headers < <(git ls-files 'native-host/*.h' 'tests/*.h')
packages=(libturbojpeg libwebp libwebpdemux spng libcjson libsodium sqlite3 libseccomp expat zlib libcrypto libcbor)
read -r -a flags <<<"-std=c17 -D_POSIX_C_SOURCE=200809L -Inative-host -Itests/unit -DNET_LANES=4 $(
	pkg-config --cflags "${packages[@]}")"
host() { printf '%s\n' "${sources[@]}" | grep '^native-host/'; }

mkdir -p build
# xargs appends the files; clang-tidy wants them before the compiler's flags,
# and says on standard error only how many warnings it left out.
cat >build/lint-tidy <<-'END'
	#!/usr/bin/env bash
	flags=() files=()
	for word; do case $word in -*) flags+=("$word") ;; *) files+=("$word") ;; esac; done
	clang-tidy --quiet "${files[@]}" -- "${flags[@]}" 2>/dev/null
END
chmod +x build/lint-tidy

echo "clang-format"
clang-format --dry-run -Werror "${sources[@]}" "${headers[@]}"

# The generated man page and strings are prerequisites of some objects.
gcc_only='-Wlogical-op -Wduplicated-cond -Wduplicated-branches -Walloca -Wformat-signedness -Warith-conversion'
for cc in gcc clang; do
	echo "$cc -Werror"
	rm -rf "build/lint-$cc"
	extra=
	[ "$cc" = gcc ] && extra="$gcc_only"
	make -s -j2 CC="$cc" B="build/lint-$cc" CFLAGS="-Werror -Wno-unused-command-line-argument $extra" \
		HARD="-fstack-protector-strong" "build/lint-$cc/facetell"
done

echo "gcc -fanalyzer"
host | xargs -P2 -n1 gcc "${flags[@]}" -Werror -fanalyzer -O1 -o /dev/null -c

echo "clang-tidy"
host | xargs -P2 -n6 build/lint-tidy "${flags[@]}"

echo "cppcheck"
cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -j2 \
	--enable=warning,performance,portability --suppress=missingIncludeSystem \
	-Inative-host -DNET_LANES=4 native-host

echo "tsc"
npx --no-install tsc --noEmit -p .
echo "eslint"
npx --no-install eslint .
echo "project"
node --test tests/project/*.test.js >/dev/null || { node --test tests/project/*.test.js; exit 1; }
echo "lint: clean"
