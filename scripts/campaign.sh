#!/usr/bin/env bash
# The long runs of tests that `make test` runs shortly: kills, cycles of partition and heal, lives of an organisation.
source "$(dirname "$0")/lib.sh"
need_tools cargo
need_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
OUTPOST_KILLS=300 cargo test --locked -p sync --test weather killed:: -- --nocapture --test-threads 1
OUTPOST_CYCLES=1000 cargo test --locked -p sync --test journeys random:: -- --nocapture
OUTPOST_KILLS=100 cargo test --locked -p app --test recorder -- --nocapture
OUTPOST_LIVES=20000 cargo test --locked -p model --test laws
