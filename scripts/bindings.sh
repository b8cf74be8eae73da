#!/usr/bin/env bash
# Writes ui/src/bindings/ and docs/merge-rules.md anew from the commands and the declared kinds.
source "$(dirname "$0")/lib.sh"
need_tools cargo node npm
need_packages "${BUILD_PACKAGES[@]}"
build_ui
OUTPOST_WRITE_BINDINGS=1 cargo test --workspace --locked --quiet --test bindings
OUTPOST_WRITE=1 cargo test -p model --locked --quiet --test published
git status --short -- ui/src/bindings docs/merge-rules.md
