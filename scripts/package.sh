#!/usr/bin/env bash
# Builds what people install, for the system this runs on, into target/release/bundle.
source "$(dirname "$0")/lib.sh"
readonly TAURI_CLI=2.12.5
need_tools cargo node npm npx
need_packages "${BUILD_PACKAGES[@]}" file
build_ui
exec npx --yes "@tauri-apps/cli@$TAURI_CLI" build "$@"
