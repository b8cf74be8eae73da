#!/usr/bin/env bash
# Everything: formatting, lints, directions, Rust, UI, the real window. Goes on after a failure, and counts at the end.
source "$(dirname "$0")/lib.sh"
source scripts/checks.sh

passed=0 failed=0 status=0
readonly LOGS=target/logs
started=$SECONDS

# step NAME COMMAND: runs it, says how long it took, and leaves its status in `status`. Never inside `if`, `&&` or `||`:
# there bash would not stop at a failure within the command.
step() {
  local name=$1 from=$SECONDS
  shift
  say "── $name"
  set +e
  (
    set -euo pipefail
    "$@"
  )
  status=$?
  set -e
  if ((status == 0)); then
    say "   $name: done in $(seconds_since "$from") s"
  else
    say "   $name: FAILED after $(seconds_since "$from") s"
  fi
}

# A check is one thing that passes or fails.
check() {
  step "$@"
  if ((status == 0)); then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# What nothing else can do without.
must() {
  step "$@"
  if ((status != 0)); then exit 1; fi
}

rust_tests() { cargo test --workspace --locked --no-fail-fast 2>&1 | tee "$LOGS/rust.log"; }

ui_tests() { (cd ui && npm run --silent test -- --reporter=default --reporter=json --outputFile.json="../$LOGS/ui.json"); }

# Adds what cargo's own lines say. A failure that no line speaks of (it did not compile) counts as one.
count_rust() {
  local ok=$1 good bad
  read -r good bad < <(awk '/^test result:/{p += $4; f += $6} END{print p + 0, f + 0}' "$LOGS/rust.log")
  if ((ok != 0 && bad == 0)); then bad=1; fi
  passed=$((passed + good)) failed=$((failed + bad))
}

# Adds what vitest's own report says.
count_ui() {
  local ok=$1 good=0 bad=0
  if [[ -e "$LOGS/ui.json" ]]; then
    read -r good bad < <(node -p 'const r = JSON.parse(fs.readFileSync(process.argv[1])); `${r.numPassedTests} ${r.numFailedTests}`' "$LOGS/ui.json")
  fi
  if ((ok != 0 && bad == 0)); then bad=1; fi
  passed=$((passed + good)) failed=$((failed + bad))
}

# A build that is made once has nothing to gain from incremental leftovers, which are a third of what it writes.
if [[ "${CI:-}" == true ]]; then export CARGO_INCREMENTAL=0; fi

need_tools cargo node npm
mkdir -p "$LOGS"
rm -f "$LOGS/rust.log" "$LOGS/ui.json"
must "packages" need_packages "${BUILD_PACKAGES[@]}" "${SCREEN_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
must "UI build" build_ui

check "formatting" check_format
check "directions" check_directions
check "scripts" check_scripts
check "UI types" check_ui_types
check "UI lint" check_ui_lint
step "UI tests" ui_tests
count_ui "$status"
step "Rust tests and the real window" rust_tests
count_rust "$status"
check "clippy" check_clippy

say ""
say "Took $(seconds_since "$started") s."
say "$passed passed, $failed failed"
((failed == 0))
