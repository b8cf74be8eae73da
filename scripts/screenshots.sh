#!/usr/bin/env bash
# Pictures of every screen at phone, tablet and desktop width, light and dark, in the real window, with the sample on it.
source "$(dirname "$0")/lib.sh"
need_tools cargo node npm
need_packages "${BUILD_PACKAGES[@]}" "${SCREEN_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
build_ui
cargo build --workspace --locked --bin outpost --bin outpost-server --bin outpost-seed
cargo test -p journeys --locked --quiet --test tour
say "The pictures are in $PWD/target/screenshots"
