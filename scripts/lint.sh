#!/usr/bin/env bash
# Formatting, clippy, directions, eslint; and cargo-deny where it is installed.
source "$(dirname "$0")/lib.sh"
source scripts/checks.sh
need_tools cargo node npm
need_packages "${BUILD_PACKAGES[@]}"
build_ui
check_format
check_clippy
check_directions
check_scripts
check_ui_lint
if command -v cargo-deny >/dev/null; then
  cargo deny --log-level warn check bans licenses sources
else
  say "cargo-deny is not installed: licences and sources were not checked"
fi
