#!/usr/bin/env bash
# Installs what is missing, builds, starts a server with the sample organisation, and opens the app signed in to it as one of its
# people. The server's database is a file; with SERVER=postgres it is a PostgreSQL that is started here. All of it lies in
# target/run and goes on where it was the next time. Without a display: opens the app on a virtual one, and leaves a screenshot.
source "$(dirname "$0")/lib.sh"
source scripts/office.sh

readonly APP=target/debug/outpost
readonly SHOTS=target/screenshots
readonly PATIENCE_S=60

has_display() { [[ "$(uname -s)" != Linux || -n "${DISPLAY:-}" || -n "${WAYLAND_DISPLAY:-}" ]]; }

display_pid='' bus_pid='' keys_pid='' app_pid='' runtime=''
tidy() {
  stop "$app_pid"
  stop "$keys_pid"
  stop "$bus_pid"
  stop "$display_pid"
  if [[ -n "$runtime" ]]; then rm -rf -- "$runtime"; fi
  close_office
}

# Starts a virtual display and names it in DISPLAY.
open_display() {
  local number
  exec {from_display}< <(exec Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp -noreset 2>/dev/null)
  display_pid=$!
  read -r -t "$PATIENCE_S" number <&"$from_display" || fail "Xvfb did not start"
  export DISPLAY=":$number"
}

# Starts a key store, as a desktop has one: nobody is there who could type a passphrase. Nothing else starts on its bus.
open_keys() {
  local deadline=$((SECONDS + PATIENCE_S))
  runtime=$(mktemp -d "${TMPDIR:-/tmp}/outpost-run-XXXXXX")
  mkdir -p "$OFFICE/keys"
  cat >"$runtime/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$runtime/bus</listen>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
END
  export XDG_RUNTIME_DIR=$runtime DBUS_SESSION_BUS_ADDRESS=unix:path=$runtime/bus
  dbus-daemon --nofork --nopidfile --config-file="$runtime/bus.conf" >target/logs/keys.log 2>&1 &
  bus_pid=$!
  XDG_DATA_HOME=$OFFICE/keys gnome-keyring-daemon --foreground --components=secrets --unlock <<<"a sample" >>target/logs/keys.log 2>&1 &
  keys_pid=$!
  until dbus-send --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets >/dev/null 2>&1; do
    ((SECONDS < deadline)) || fail "the key store did not start (see target/logs/keys.log)"
    sleep 0.1 # between two looks
  done
}

# The window shows when the screen has more on it than the name of the app, and some looks in a row are the same: the first sync of
# a new device fills it.
shoot_when_shown() {
  local shot=$1 before='' same=0 now colours deadline=$((SECONDS + PATIENCE_S))
  while ((SECONDS < deadline)); do
    kill -0 "$app_pid" 2>/dev/null || fail "the app stopped by itself: $(tail -n 1 target/logs/run.log)"
    if import -silent -window root "$shot" 2>/dev/null; then
      colours=$(identify -format %k "$shot")
      now=$(cksum <"$shot")
      if ((colours > 400)) && [[ "$now" == "$before" ]]; then same=$((same + 1)); else same=0; fi
      if ((same >= 5)); then return 0; fi
      before=$now
    fi
    sleep 0.2 # between two looks
  done
  fail "no window after $PATIENCE_S s (see target/logs/run.log)"
}

need_tools cargo node npm
say "Packages"
need_packages "${BUILD_PACKAGES[@]}"
has_display || need_packages "${SCREEN_PACKAGES[@]}" dbus gnome-keyring
say "UI"
build_ui
say "App and server (the first build takes some minutes)"
cargo build --workspace --locked --bin outpost --bin outpost-server --bin outpost-seed

mkdir -p target/logs "$SHOTS"
trap tidy EXIT
open_office "${SERVER:-file}"
say "The server listens at $OFFICE_URL, to this computer only. Its sample's people sign in as below; further devices may, too."
sed -n 's/^ *"\(organisation\|name\|password\)": "\(.*\)",\{0,1\}$/  \1: \2/p' "$OFFICE/way.json"

if has_display; then
  say "Opening Outpost"
  "$APP" --data "$OFFICE/window" --join "$OFFICE/way.json"
  exit
fi

say "No display here: opening Outpost on a virtual one"
open_display
open_keys
"$APP" --data "$OFFICE/unseen" --join "$OFFICE/way.json" >target/logs/run.log 2>&1 &
app_pid=$!
shoot_when_shown "$SHOTS/run.png"
say "The window is open. Screenshot: $PWD/$SHOTS/run.png"
