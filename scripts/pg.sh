#!/usr/bin/env bash
# pg.sh NAME start|stop|env|remove: a private PostgreSQL cluster of this checkout, on a unix socket only.
. "$(dirname "$0")/lib.sh"
name=${1:?name} verb=${2:-start}
home=$STATE/pg-$name data=$STATE/pg-$name/data
# a socket's path is limited to 107 bytes
sock=$home/s
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)

as_pg() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
running() { [ -f "$data/postmaster.pid" ] && as_pg "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }
settings() {
    cat <<CONF
listen_addresses = ''
unix_socket_directories = '$sock'
max_connections = $MAX_CONNECTIONS
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
CONF
    # In the demonstration a shown receipt must survive a crash (synchronous_commit is on by
    # default). Test databases are temporary and may be lost in a crash; several servers share the
    # cluster.
    [ "$name" = demo ] || printf '%s\n' 'fsync = off' 'full_page_writes = off' 'synchronous_commit = off' \
        'autovacuum_naptime = 10min' "max_connections = $((3 * MAX_CONNECTIONS))"
}
create() {
    rm -rf "$data"
    as_pg "$bin/initdb" -D "$data.tmp" -U odoo -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log" 2>&1 ||
        die "no database cluster could be created" "Its log: $home/initdb.log"
    settings | as_pg tee -a "$data.tmp/postgresql.conf" >/dev/null
    as_pg mv "$data.tmp" "$data"
}
start() {
    running && return
    [ -n "$bin" ] || die "PostgreSQL is not installed" "Run: scripts/install_system.sh run"
    [ "${#sock}" -lt 90 ] || die "the path of the socket is too long: $sock" "Set G2P_STATE to a shorter folder."
    mkdir -p "$sock"
    # PostgreSQL's user enters the folder; its content is private
    chmod 755 "$STATE" "$home"
    chmod 700 "$sock"
    [ "$(id -u)" != 0 ] || chown postgres "$home" "$sock"
    as_pg rm -rf "$data.tmp"
    [ -f "$data/PG_VERSION" ] || create
    # for clusters of the demonstration created with this setting
    [ "$name" != demo ] || as_pg sed -i '/^synchronous_commit = off$/d' "$data/postgresql.conf"
    as_pg "$bin/pg_ctl" -D "$data" -l "$home/pg.log" -w start >/dev/null ||
        die "PostgreSQL does not start" "Its log: $home/pg.log"
}
stop() { ! running || as_pg "$bin/pg_ctl" -D "$data" -m fast -w stop >/dev/null; }
case $verb in
    start) start ;;
    stop) stop ;;
    env) echo "export PGHOST=$sock PGPORT=5432 PGUSER=odoo PGDATABASE=postgres PGOPTIONS='-c client_min_messages=warning'" ;;
    remove) stop; rm -rf "$home" ;;
    *) die "usage: $0 NAME start|stop|env|remove" ;;
esac
