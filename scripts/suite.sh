# Shared by test.sh and bench.sh: the test tools, the private cluster and databases with the suite. Sourced.
# The caller has sourced lib.sh and set $results (reports) and $logs.
"$ROOT/scripts/install_system.sh" test
"$ROOT/scripts/web.sh"
VENV=$("$ROOT/scripts/install_venv.sh" test)
export VENV PATH="$VENV/bin:$PATH"
# a fixed key for temporary databases; production generates its own
export G2P_VOUCHER_KEK=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
"$ROOT/scripts/pg.sh" test start
eval "$("$ROOT/scripts/pg.sh" test env)"
# shellcheck source=scripts/db.sh
. "$ROOT/scripts/db.sh"

mapfile -t TOYS < <(addons_in "$ROOT/tests/addons")
folders=("$ROOT" "$ROOT/openg2p" "$ROOT/tests/addons")
conf=$STATE/test/install.conf
write_conf "$conf" "$(free_port)" 0 "${folders[@]}"
stamp=("$ROOT/requirements.lock" "$ROOT/scripts/pins.env" "$ROOT/scripts/template.py")
suite=suite_$(content_hash "${SUITE[@]}" openg2p tests/addons "${stamp[@]}")
story=story_$(content_hash "${SUITE[@]}" openg2p tests/addons "$DEMO_ADDON" "${stamp[@]}")

# clean_log NAME LOG: report whether the log contains anything above INFO
clean_log() { "$PYTHON3" "$ROOT/scripts/checklog.py" "$2" --junit "$results/$1-log.xml" || true; }

# drop_old PREFIX KEEP: drop the databases of a kind except the present one
drop_old() {
    local db
    for db in $(psql -Atc "SELECT datname FROM pg_database WHERE datname LIKE '$1\\_%' AND datname <> '$2'"); do drop_db "$db"; done
}

# install NAME FROM MODULES: a database with modules, reused while their content is the same.
# The log is checked at each use, so that a warning fails the second time too.
install() {
    local name=$1 from=$2 modules=$3 kind=${1%_*} log=$logs/$1.log
    if ! has_db "$name" || [ ! -f "$log" ]; then
        drop_old "$kind" "$name"
        drop_db "$name"
        drop_db "making_$kind"
        createdb -T "$from" "making_$kind"
        quiet "$log" "the addons could not be installed ($modules)" odoo -c "$conf" -d "making_$kind" -i "$modules" \
            --no-http --stop-after-init --log-level=info
        quiet "$logs/$kind-template.log" "the pages' assets could not be generated" \
            odoo shell -c "$conf" -d "making_$kind" --no-http --log-level=warn <"$ROOT/scripts/template.py"
        rename_db "making_$kind" "$name"
    fi
    clean_log "install-$kind" "$log"
}

# templates DATABASE [CHECK [LEVEL]]: write the translators' templates of the addons in the database;
# with CHECK write nothing, and log the outdated ones. LEVEL of the log; $POT_ADDONS: of these only
templates() {
    POT_ADDONS="${POT_ADDONS:-${SUITE[*]}}" POT_CHECK=${2:-} odoo shell -c "$conf" -d "$1" --no-http --log-level="${3:-info}" <"$ROOT/scripts/pot.py"
}

# dashboard_database NAME [FROM]: a clone of the suite's database, or another, with the dashboards
dashboard_database() {
    local log=$logs/$1-install.log
    drop_db "$1"
    createdb -T "${2:-$suite}" "$1"
    quiet "$log" "the dashboards could not be installed" \
        odoo -c "$conf" -d "$1" -i "$DASHBOARD_ADDON" --no-http --stop-after-init --log-level=info
    clean_log "install-$1" "$log"
}

# queue_database NAME: a clone of the suite's database with the addon on OCA's queue_job, and its
# configuration $queue_conf
queue_database() {
    local oca log=$logs/$1-install.log
    oca=$("$ROOT/scripts/install_oca.sh" test)
    queue_conf=$STATE/test/$1.conf
    write_conf "$queue_conf" "$(free_port)" 0 "${folders[@]}" "$oca"
    drop_db "$1"
    createdb -T "$suite" "$1"
    quiet "$log" "the addon on queue_job could not be installed" \
        odoo -c "$queue_conf" -d "$1" -i "$QUEUE_ADDON" --no-http --stop-after-init --log-level=info
    clean_log "install-$1" "$log"
}
