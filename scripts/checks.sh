# The checks that need no test run. Sourced by lint.sh and test.sh, after lib.sh.
# shellcheck shell=bash

# Names the files only: `make fmt` mends them.
check_format() { cargo fmt --all -- --check -l; }

check_clippy() { cargo clippy --workspace --all-targets --locked -- -D warnings; }

check_directions() { cargo metadata --locked --format-version 1 | node scripts/directions.mjs; }

check_scripts() {
  local script
  for script in scripts/*.sh .ci/run; do bash -n "$script"; done
  if command -v shellcheck >/dev/null; then shellcheck -x scripts/*.sh .ci/run; fi
}

check_ui_types() { (cd ui && npm run --silent check); }

check_ui_lint() { (cd ui && npm run --silent lint); }
