# A server with the sample organisation, in a folder below target/run; sourced, never run. What is started here is stopped here, by
# process number.
# shellcheck shell=bash

readonly OFFICES=target/run
readonly SAYS_S=60

OFFICE='' OFFICE_URL=''
server_pid='' postgres_pid='' database='' postgres_socket=''

stop() {
  local pid=$1
  if [[ -z "$pid" ]]; then return 0; fi
  kill "${2:--TERM}" "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

close_office() {
  stop "$server_pid"
  stop "$postgres_pid" -INT # everybody is sent home, and the log is closed
  if [[ -n "$postgres_socket" ]]; then rm -rf -- "$postgres_socket"; fi
}

# The newest of PostgreSQL's programs that Debian has put there; elsewhere, those on the way.
postgres_programs() {
  local found
  found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  [[ -n "$found" ]] || found=$(command -v initdb) || fail "PostgreSQL's programs are missing (initdb, postgres, createdb)"
  dirname "$found"
}

# PostgreSQL refuses to run as root: then it runs as the user that its package makes, or as nobody.
unprivileged() {
  if ((EUID != 0)); then
    "$@"
    return
  fi
  local user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups -- "$@"
}

# Starts a PostgreSQL of its own, on a socket in a folder of its own, and names the database in `database`.
open_postgres() {
  local programs data=$OFFICE/postgres socket deadline=$((SECONDS + SAYS_S))
  need_packages postgresql
  programs=$(postgres_programs)
  socket=$(mktemp -d "${TMPDIR:-/tmp}/outpost-run-XXXXXX")
  postgres_socket=$socket
  mkdir -p "$data"
  if ((EUID == 0)); then
    local user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    chown "$user" "$data" "$socket"
  fi
  chmod 700 "$data"
  # From the top folder a user without rights may not come this far: what it opens is named from inside.
  if [[ ! -e "$data/cluster/PG_VERSION" ]]; then
    (cd "$data" && unprivileged "$programs/initdb" -A trust -U outpost -E UTF8 --no-locale -D cluster >initdb.log 2>&1) ||
      fail "no cluster was made (see $data/initdb.log)"
  fi
  # What a process that was killed has left is noticed by PostgreSQL itself.
  (cd "$data" && unprivileged "$programs/postgres" -D cluster -k "$socket" -c listen_addresses= -c logging_collector=off >postgres.log 2>&1) &
  postgres_pid=$!
  until "$programs/pg_isready" -q -h "$socket" -U outpost; do
    ((SECONDS < deadline)) && kill -0 "$postgres_pid" 2>/dev/null || fail "PostgreSQL did not start (see $data/postgres.log)"
    sleep 0.1 # between two looks
  done
  database="postgres://outpost@${socket//\//%2F}/outpost"
  if [[ -z "$("$programs/psql" -h "$socket" -U outpost -d postgres -Atc "SELECT 1 FROM pg_database WHERE datname = 'outpost'")" ]]; then
    "$programs/createdb" -h "$socket" -U outpost outpost
  fi
}

# Opens the office: its database, the sample organisation where there is none yet, and the server. `$1`: file or postgres.
open_office() {
  local kind=$1 since=$SECONDS line
  case "$kind" in file | postgres) ;; *) fail "SERVER is \"file\" or \"postgres\", not \"$kind\"" ;; esac
  OFFICE=$PWD/$OFFICES/$kind
  # Without the way in, the organisation was not founded to its end.
  if [[ ! -e "$OFFICE/way.json" ]]; then
    rm -rf -- "$OFFICE"
    mkdir -p "$OFFICE"
  fi
  if [[ "$kind" == postgres ]]; then open_postgres; else database=$OFFICE/server.db; fi
  if [[ ! -e "$OFFICE/way.json" ]]; then
    say "Founding the sample organisation"
    target/debug/outpost-seed "$database" "$OFFICE/way.part" 2>target/logs/seed.log || fail "it was not founded: $(tail -n 1 target/logs/seed.log)"
    mv "$OFFICE/way.part" "$OFFICE/way.json"
    say "  its people have worked a quarter in $(seconds_since "$since") s"
  fi
  OFFICE_URL=$(sed -n 's/^ *"url": "\(.*\)",$/\1/p' "$OFFICE/way.json")
  exec {from_server}< <(exec target/debug/outpost-server --database "$database" serve --listen "${OFFICE_URL#http://}" 2>target/logs/server.log)
  server_pid=$!
  read -r -t "$SAYS_S" line <&"$from_server" || fail "the server did not start: $(tail -n 1 target/logs/server.log)"
}
