#!/usr/bin/env bash
# Measures the core, devices and a server in step, then the release window on a virtual screen; prints their tables, and writes target/figures/bench.json.
source "$(dirname "$0")/lib.sh"
need_tools cargo node npm
need_packages "${BUILD_PACKAGES[@]}" "${SCREEN_PACKAGES[@]}" "${TEST_PACKAGES[@]}" "${BENCH_PACKAGES[@]}"
build_ui
mkdir -p target/figures
# One build for all four, so that no library is compiled twice with other features.
cargo build --release --locked --quiet --workspace --bin outpost --bin outpost-server --bin figures --bin bench
target/release/figures
exec target/release/bench
