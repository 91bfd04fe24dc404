#!/usr/bin/env bash
# Install what is missing for a job: setup.sh build|test|demo|bench|lint|eval
#
# Debian's packages by name, npm's by package-lock.json; nothing else, and
# nothing that is already there.  Needs root or sudo only when apt has work.
set -euo pipefail
cd "$(dirname "$0")/../.."

build='gcc make pkg-config libc6-dev libturbojpeg0-dev libwebp-dev libspng-dev
       libcjson-dev libsodium-dev libsqlite3-dev libseccomp-dev libexpat1-dev zlib1g-dev
       libssl-dev libcbor-dev'
browser='chromium chromium-sandbox fonts-dejavu-core openssl'
declare -A wanted=(
	[build]="$build"
	[demo]="$build $browser"
	[test]="$build $browser clang firefox-esr libnss3-tools libcmocka-dev libclang-rt-14-dev
	        libxnnpack-dev libpthreadpool-dev valgrind strace perl sqlite3"
	[bench]="$build $browser libxnnpack-dev libpthreadpool-dev"
	[lint]="$build clang clang-format clang-tidy cppcheck libcmocka-dev libxnnpack-dev libpthreadpool-dev"
	[eval]="$build python3-numpy python3-pil python3-sklearn python3-scipy"
)
packages=${wanted[${1:?a job: ${!wanted[*]}}]}

# A node of at least 18 from anywhere will do; else Debian's.
if ! command -v npm >/dev/null ||
	! node -e 'process.exit(process.versions.node.split(".")[0] >= 18 ? 0 : 1)' 2>/dev/null; then
	packages="$packages nodejs npm"
fi

missing=()
for package in $packages; do
	dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
		missing+=("$package")
done
if ((${#missing[@]})); then
	root=()
	[ "$(id -u)" -eq 0 ] || root=(sudo)
	echo "setup: installing ${missing[*]}"
	"${root[@]}" apt-get update -qq
	DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq \
		--no-install-recommends -o DPkg::Lock::Timeout=600 "${missing[@]}"
fi

# By content, not by time: a fresh clone's files are newer than anything.
installed=node_modules/.installed
if ! cmp -s package-lock.json "$installed"; then
	[ ! -L node_modules ] || rm node_modules # npm would empty the folder behind a link
	npm ci --ignore-scripts --no-audit --no-fund
	cp package-lock.json "$installed"
fi
