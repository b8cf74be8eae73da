#!/usr/bin/env bash
# Measures, prints the table, and writes target/figures/bench.json.
source "$(dirname "$0")/lib.sh"
need_tools cargo
need_packages build-essential pkg-config perl "${BENCH_PACKAGES[@]}"
mkdir -p target/figures
exec cargo run --release --locked --quiet -p figures
