#!/usr/bin/env bash
# Builds the pages of the window into ui/build.
source "$(dirname "$0")/lib.sh"
need_tools node npm
build_ui
