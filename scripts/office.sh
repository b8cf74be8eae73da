# A server with the sample organisation, in a folder below target/run; sourced, never run. What is started here is stopped here, by
# process number.
# shellcheck shell=bash

readonly OFFICES=target/run
readonly SAYS_S=60

OFFICE='' OFFICE_URL=''
server_pid='' postgres_pid='' database='' cluster='' postgres_socket=''
as_user=(env) # whoever runs this

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
  found=$({ find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null || true; } | sort -V | tail -n 1)
  if [[ -z "$found" ]]; then found=$(command -v initdb) || fail "PostgreSQL's programs are missing (initdb, postgres, createdb)"; fi
  dirname "$found"
}

# PostgreSQL refuses to run as root: then it runs as the user that its package makes, or as nobody. Where that user may not come to
# target/run, its folder lies where everybody may.
postgres_place() {
  cluster=$OFFICE/postgres
  if ((EUID != 0)); then return 0; fi
  local user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  as_user=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --)
  if ! "${as_user[@]}" test -x "$OFFICE"; then cluster=/var/tmp/outpost-run-$(cksum <<<"$PWD" | cut -d ' ' -f 1); fi
  mkdir -p "$cluster"
  chown "$user" "$cluster"
}

# Starts a PostgreSQL of its own, on a socket in a folder of its own, and names the database in `database`.
open_postgres() {
  local programs socket log=$PWD/target/logs/postgres.log deadline=$((SECONDS + SAYS_S))
  need_packages postgresql
  programs=$(postgres_programs)
  postgres_place
  # Without the way in, nothing of it is worth keeping.
  if [[ ! -e "$OFFICE/way.json" ]]; then rm -rf -- "${cluster:?}/data"; fi
  mkdir -p "$cluster/socket"
  socket=$cluster/socket
  # The name of a socket has to be short.
  if ((${#socket} > 80)); then
    postgres_socket=$(mktemp -d "${TMPDIR:-/tmp}/outpost-run-XXXXXX")
    socket=$postgres_socket
  fi
  if ((EUID == 0)); then chown --reference "$cluster" "$socket"; fi
  if [[ ! -e "$cluster/data/PG_VERSION" ]]; then
    (cd "$cluster" && "${as_user[@]}" "$programs/initdb" -A trust -U outpost -E UTF8 --no-locale -D "$cluster/data") >"$log" 2>&1 ||
      fail "no cluster was made (see $log)"
  fi
  (cd "$cluster" && exec "${as_user[@]}" "$programs/postgres" -D "$cluster/data" -k "$socket" -c listen_addresses=) >>"$log" 2>&1 &
  postgres_pid=$!
  until "$programs/pg_isready" -q -h "$socket" -U outpost; do
    ((SECONDS < deadline)) && kill -0 "$postgres_pid" 2>/dev/null || fail "PostgreSQL did not start (see $log)"
    sleep 0.1 # between two looks
  done
  database="postgres://outpost@${socket//\//%2F}/outpost"
  if [[ -z "$("$programs/psql" -h "$socket" -U outpost -d postgres -Atc "SELECT 1 FROM pg_database WHERE datname = 'outpost'")" ]]; then
    "$programs/createdb" -h "$socket" -U outpost outpost
  fi
}

# Opens the office: its database, the sample organisation where there is none yet, and the server. `$1`: file or postgres.
open_office() {
  local kind=$1 since=$SECONDS deadline
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
  target/debug/outpost-server --database "$database" serve --listen "${OFFICE_URL#http://}" >target/logs/server.out 2>target/logs/server.log &
  server_pid=$!
  deadline=$((SECONDS + SAYS_S))
  until [[ -s target/logs/server.out ]]; do # it says one line when it listens
    ((SECONDS < deadline)) && kill -0 "$server_pid" 2>/dev/null || fail "the server did not start: $(tail -n 1 target/logs/server.log)"
    sleep 0.1 # between two looks
  done
}
