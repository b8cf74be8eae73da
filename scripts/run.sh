#!/usr/bin/env bash
# Installs what is missing, builds, opens the app; on a first start with the sample organisation, which one click removes.
# Without a display: opens it on a virtual one, and leaves a screenshot.
source "$(dirname "$0")/lib.sh"

readonly APP=target/debug/outpost
readonly SHOTS=target/screenshots
readonly PATIENCE_S=60

has_display() { [[ "$(uname -s)" != Linux || -n "${DISPLAY:-}" || -n "${WAYLAND_DISPLAY:-}" ]]; }

stop() {
  local pid=$1
  if [[ -z "$pid" ]]; then return 0; fi
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

display_pid='' app_pid=''
tidy() {
  stop "$app_pid"
  stop "$display_pid"
}

# Starts a virtual display and names it in DISPLAY.
open_display() {
  local number
  exec {from_display}< <(exec Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp 2>/dev/null)
  display_pid=$!
  read -r -t "$PATIENCE_S" number <&"$from_display" || fail "Xvfb did not start"
  export DISPLAY=":$number"
}

# The window shows when the screen has more than a flat ground on it, and two looks in a row are the same.
shoot_when_shown() {
  local shot=$1 before='' now colours deadline=$((SECONDS + PATIENCE_S))
  while ((SECONDS < deadline)); do
    kill -0 "$app_pid" 2>/dev/null || fail "the app stopped by itself: $(tail -n 1 target/logs/run.log)"
    if import -silent -window root "$shot" 2>/dev/null; then
      colours=$(identify -format %k "$shot")
      now=$(cksum <"$shot")
      if ((colours > 16)) && [[ "$now" == "$before" ]]; then return 0; fi
      before=$now
    fi
    sleep 0.2 # between two looks
  done
  fail "no window after $PATIENCE_S s (see target/logs/run.log)"
}

need_tools cargo node npm
say "Packages"
need_packages "${BUILD_PACKAGES[@]}"
has_display || need_packages "${SCREEN_PACKAGES[@]}"
say "UI"
build_ui
say "App (the first build takes some minutes)"
cargo build --workspace --locked --bin outpost

if has_display; then
  say "Opening Outpost"
  exec "$APP" --with-sample
fi

say "No display here: opening Outpost on a virtual one"
mkdir -p target/logs "$SHOTS"
trap tidy EXIT
open_display
"$APP" --with-sample >target/logs/run.log 2>&1 &
app_pid=$!
shoot_when_shown "$SHOTS/run.png"
say "The window is open. Screenshot: $PWD/$SHOTS/run.png"
