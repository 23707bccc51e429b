#!/usr/bin/env bash
# demo.sh run|up|down|update|clean: the demonstration, in the foreground or in the background.
. "$(dirname "$0")/lib.sh"
verb=${1:-run}
PORT=${PORT:-8069}
DB=${DB:-demo}
SEARCH_PORT=${SEARCH_PORT:-19200}
ID_PORT=${ID_PORT:-9480}
# the demonstration's ID provider is on this machine, without TLS (docs/sign-in.md)
export G2P_SIGN_IN_LOOPBACK=1
home=$STATE/demo
conf=$home/odoo.conf
pid_file=$home/server.pid
log=$home/server.log

server_runs() { [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }

prepare() {
    "$ROOT/scripts/install_system.sh" run
    "$ROOT/scripts/web.sh" --try
    VENV=$("$ROOT/scripts/install_venv.sh" run)
    say "Database server"
    "$ROOT/scripts/pg.sh" demo start
    eval "$("$ROOT/scripts/pg.sh" demo env)"
    # shellcheck source=scripts/db.sh
    . "$ROOT/scripts/db.sh"
    mkdir -p "$home"
    provision_secret
    local oca
    oca=$("$ROOT/scripts/install_oca.sh" run)
    write_conf "$conf" "$PORT" 1 "$ROOT" "$ROOT/openg2p" "$oca"
    run_jobs "$conf"
    [ -z "${SEARCH:-}" ] || start_search
    make_database
}

# SEARCH=1: a real OpenSearch on loopback; the server builds its indexes within two minutes
start_search() {
    local lacking engine
    "$ROOT/scripts/install_system.sh" search
    lacking=$("$ROOT/scripts/search.sh" missing | paste -sd, -)
    [ -z "$lacking" ] || die "SEARCH=1 needs $lacking"
    engine=$("$ROOT/scripts/search.sh" engine)
    PYTHONPATH=$("$ROOT/scripts/search.sh" client)
    export PYTHONPATH
    say "OpenSearch on https://127.0.0.1:$SEARCH_PORT"
    PORT=$SEARCH_PORT "$PYTHON3" "$ROOT/scripts/opensearch.py" start "$engine" "$home/opensearch"
    search_environment
}

# the server's settings of the connection (docs/analytics.md)
search_environment() {
    [ -s "$home/analytics-key" ] || new_secret "$home/analytics-key"
    G2P_ANALYTICS_KEY=$(cat "$home/analytics-key")
    G2P_OPENSEARCH_URL=https://127.0.0.1:$SEARCH_PORT
    G2P_OPENSEARCH_CA=$home/opensearch/tls/ca.pem
    G2P_OPENSEARCH_USER=writer
    G2P_OPENSEARCH_PASSWORD=$(search_password writer)
    G2P_OPENSEARCH_SETUP_USER=setup
    G2P_OPENSEARCH_SETUP_PASSWORD=$(search_password setup)
    G2P_OPENSEARCH_REPLICAS=0
    export "${!G2P_OPENSEARCH@}" G2P_ANALYTICS_KEY
}

search_password() {
    "$PYTHON3" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$home/opensearch/passwords.json" "$1"
}

stop_search() {
    [ ! -d "$home/opensearch" ] || "$PYTHON3" "$ROOT/scripts/opensearch.py" stop "$home/opensearch"
}

# the demonstration's national ID on loopback (scripts/national_id); without npm or its registry
# people sign in with a password only
start_national_id() {
    local issuer="" client=http://127.0.0.1:$PORT known=$home/$DB.national-id
    issuer=$(PORT=$ID_PORT "$ROOT/scripts/national_id.sh" start "$home/national-id" "$client") ||
        say "No national ID: people sign in with a password only (the next start tries again)"
    [ "$(cat "$known" 2>/dev/null || true)" != "$issuer $client" ] || return 0
    ISSUER=$issuer CLIENT=$client quiet "$STATE/log/demo-national-id.log" "the ID provider could not be connected" \
        "$VENV/bin/odoo" shell -c "$conf" -d "$DB" --no-http --log-level=warn <"$ROOT/scripts/national_id.py"
    echo "$issuer $client" >"$known"
}

# new_secret FILE: 32 random bytes in base64
new_secret() {
    (umask 077 && "$PYTHON3" -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())' >"$1.new")
    mv "$1.new" "$1"
}

# the key that encrypts the signing keys is stored outside the database (docs/operations.md)
provision_secret() {
    if [ ! -s "$home/kek" ]; then
        say "Secret: a new key-encryption key"
        new_secret "$home/kek"
    fi
    G2P_VOUCHER_KEK=$(cat "$home/kek")
    export G2P_VOUCHER_KEK
}

make_database() {
    local content made
    content=$(content_hash "${SUITE[@]}" openg2p "$DEMO_ADDON" "$QUEUE_ADDON" "$DASHBOARD_ADDON")
    made=$(cat "$home/$DB.content" 2>/dev/null || true)
    if ! has_db "$DB"; then
        say "Database $DB: Odoo, the suite and its story (about a minute)"
        drop_db "making_$DB"
        rm -rf "$home/data/filestore/making_$DB" "$home/data/filestore/$DB" "$home/$DB.national-id"
        createdb "making_$DB"
        quiet "$STATE/log/demo-install.log" "the suite could not be installed" \
            "$VENV/bin/odoo" -c "$conf" -d "making_$DB" -i "$(joined "${SUITE[@]}" "$DEMO_ADDON" "$QUEUE_ADDON" "$DASHBOARD_ADDON")" \
            --no-http --stop-after-init --log-level=warn
        mv "$home/data/filestore/making_$DB" "$home/data/filestore/$DB"
        rename_db "making_$DB" "$DB"
    elif [ "$made" != "$content" ]; then
        say "Database $DB: updating, since the addons changed"
        update_database
    fi
    echo "$content" >"$home/$DB.content"
}

update_database() {
    quiet "$STATE/log/demo-update.log" "the addons could not be updated" \
        "$VENV/bin/odoo" -c "$conf" -d "$DB" -i "$(joined "$QUEUE_ADDON" "$DASHBOARD_ADDON")" \
        -u "$(joined "${STAND_INS[@]}" "${SUITE[@]}" "$DEMO_ADDON" "$DASHBOARD_ADDON")" \
        --no-http --stop-after-init --log-level=warn
}

# text messages of the demonstration are written into a file, and sent to nobody
start_gateway() {
    rm -f "$home/sms.address"
    setsid "$PYTHON3" "$ROOT/scripts/sms_loopback.py" "$home/messages.txt" "$home/sms.address" >>"$log" 2>&1 </dev/null &
    echo $! >"$home/sms.pid"
    for _ in $(seq 40); do [ ! -s "$home/sms.address" ] || break; sleep 0.25; done
    G2P_SMS_ADDRESS=$(cat "$home/sms.address")
    export G2P_SMS_ADDRESS
}

stop_gateway() {
    [ ! -s "$home/sms.pid" ] || kill "$(cat "$home/sms.pid")" 2>/dev/null || true
    rm -f "$home/sms.pid"
}

need_port() {
    port_is_free "$PORT" || die "port $PORT is taken by another program" "Choose another: make demo PORT=8070"
}

# before the minutes that a new database takes; a new machine has no Python yet, and no other server
need_port_early() { ! command -v "$PYTHON3" >/dev/null || need_port; }

start_server() {
    need_port
    say "Server"
    start_gateway
    setsid "$VENV/bin/odoo" -c "$conf" -d "$DB" --db-filter "^$DB\$" --logfile "$log" >>"$log" 2>&1 </dev/null &
    echo $! >"$pid_file"
    local try
    for try in $(seq 240); do
        if "$PYTHON3" - "$PORT" <<'PY' 2>/dev/null; then return; fi
import sys, urllib.request
urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/web/health", timeout=5)
PY
        server_runs || break
        sleep 0.5
    done
    tail -n 20 "$log" >&2
    die "the server does not answer after $try tries" "Its log: $log"
}

stop_server() {
    stop_search
    "$ROOT/scripts/national_id.sh" stop "$home/national-id"
    stop_gateway
    server_runs || return 0
    kill "$(cat "$pid_file")" 2>/dev/null || true
    for _ in $(seq 40); do server_runs || break; sleep 0.25; done
    rm -f "$pid_file"
}

announce() {
    say "Ready: http://127.0.0.1:$PORT"
    "$PYTHON3" - "$ROOT/$DEMO_ADDON/personas.json" "http://127.0.0.1:$PORT" <<'PY'
import json, sys
print("\nSign in as (all data are invented):")
for person in json.load(open(sys.argv[1])):
    print(f"  {person['role']:<44} {person['login']:<28} {person['password']:<11} {sys.argv[2]}{person['start']}")
print(f"  {'A new person signs up':<44} {'':<28} {'':<11} {sys.argv[2]}/assistance\n")
PY
    [ ! -s "$home/national-id/pid" ] ||
        echo "  Anna Kamau (known to the registry) and Lena Otieno (new) also sign in with the demo's national ID: http://127.0.0.1:$PORT/assistance/id"
    echo "  Text messages, such as codes, are written into $home/messages.txt"
    echo "  No mail is sent: an account begins with its password, and a lost one is set by the administrator"
    [ -z "${SEARCH:-}" ] || echo "  OpenSearch: https://127.0.0.1:$SEARCH_PORT, users and passwords in $home/opensearch/passwords.json"
}

case $verb in
    run)
        server_runs && stop_server
        need_port_early
        prepare
        start_national_id
        start_server
        announce
        echo "Stop with Ctrl-C."
        trap 'stop_server; "$ROOT/scripts/pg.sh" demo stop; exit 0' INT TERM
        while server_runs; do sleep 1; done
        die "the server has stopped" "Its log: $log"
        ;;
    up)
        if server_runs; then say "It is already running."; else need_port_early; prepare; start_national_id; start_server; fi
        announce
        ;;
    down)
        stop_server
        "$ROOT/scripts/pg.sh" demo stop
        say "Stopped."
        ;;
    update)
        stop_server
        prepare
        say "Database $DB: updating all addons"
        update_database
        ;;
    clean)
        stop_server
        for name in demo test deploy; do
            [ ! -d "$STATE/pg-$name" ] || "$ROOT/scripts/pg.sh" "$name" remove
        done
        rm -rf "$STATE" "$ROOT/dist"
        say "Removed the data of the demonstration and the tests ($STATE)."
        ;;
    *) die "usage: $0 run|up|down|update|clean" ;;
esac
