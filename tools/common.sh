# Sourced by the scripts in this folder: where things are, and how they speak.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/.build
mkdir -p "$build"

say() { printf '· %s\n' "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

project_version() { sed -n '0,/<version>/s,.*<version>\(.*\)</version>.*,\1,p' "$root/pom.xml"; }

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ -e /etc/debian_version ]; }

# Installs what is missing of the given packages; a fresh machine may have no package lists yet.
apt_install() {
    local package missing=()
    for package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "installing ${missing[*]}"
    apt-get update -qq || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$build/apt.log" 2>&1 </dev/null ||
        fail "cannot install ${missing[*]}: see $build/apt.log"
}
