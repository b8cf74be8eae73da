# Shared by the scripts beside it; sourced, never run. Words on the screen, and packages that are missing.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8

# For building the app.
BUILD_PACKAGES=(build-essential pkg-config perl libwebkit2gtk-4.1-dev libasound2-dev)
# For a window where there is no screen.
SCREEN_PACKAGES=(xvfb fonts-dejavu-core imagemagick)
# For the tests that drive the real window, those of the key store, those of the server on a PostgreSQL of their own,
# those in a network of their own, and those that speak into a microphone that is none.
TEST_PACKAGES=(webkit2gtk-driver dbus gnome-keyring postgresql iproute2 pulseaudio libasound2-plugins)
# For counting fsyncs.
BENCH_PACKAGES=(strace)

say() { printf '%s\n' "$*"; }

fail() {
  printf 'outpost: %s\n' "$*" >&2
  exit 1
}

seconds_since() { echo $((SECONDS - $1)); }

need_tools() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || fail "\`$tool\` is missing. Rust (rustup.rs) and Node.js 20 or newer (nodejs.org) must be installed first."
  done
}

is_installed() { [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

# Installs those of the given Debian packages that are missing, as root or through sudo.
need_packages() {
  if [[ "$(uname -s)" != Linux ]]; then return 0; fi
  if ! command -v apt-get >/dev/null; then
    say "  no apt here: these Debian packages, or your system's like, must be installed: $*"
    return 0
  fi
  local missing=() package
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  if ((${#missing[@]} == 0)); then return 0; fi
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "neither root nor sudo. Install these packages yourself: ${missing[*]}"
    as_root=(sudo)
  fi
  say "  installing packages: ${missing[*]}"
  # Only PostgreSQL's programs are wanted; without this its package would make a cluster and start it.
  local clusters=/etc/postgresql-common/createcluster.conf
  if [[ " ${missing[*]} " == *" postgresql "* && ! -e "$clusters" ]]; then
    "${as_root[@]}" mkdir -p "$(dirname "$clusters")"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$clusters" >/dev/null
  fi
  mkdir -p target/logs
  local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  { "${install[@]}" update && "${install[@]}" install -y --no-install-recommends "${missing[@]}"; } >target/logs/packages.log 2>&1 ||
    fail "these packages could not be installed: ${missing[*]} (see target/logs/packages.log)"
}

# Builds the pages of the window, unless nothing has changed since they were built.
build_ui() {
  if [[ ! -e ui/node_modules/.package-lock.json || ui/package-lock.json -nt ui/node_modules/.package-lock.json ]]; then
    say "  npm ci in ui"
    (cd ui && npm ci --no-audit --no-fund --loglevel=error)
    touch ui/node_modules/.package-lock.json
  fi
  if [[ -e ui/build/index.html && -z "$(find ui -path ui/node_modules -prune -o -path ui/build -prune -o -path ui/.svelte-kit -prune -o -newer ui/build/index.html ! -path ui -print -quit)" ]]; then
    say "  the UI's build is fresh"
    return 0
  fi
  say "  building the UI"
  (cd ui && npm run --silent build -- --logLevel warn)
}
