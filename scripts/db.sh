# Databases of the demonstration and of the tests. Sourced after lib.sh; PG* and VENV are set.
BASE_MODULES=mail,portal,contacts,auth_signup,resource

has_db() { psql -Atc "SELECT 1 FROM pg_database WHERE datname = '$1'" | grep -q 1; }
drop_db() { dropdb --if-exists --force "$1"; }
rename_db() { psql -qc "ALTER DATABASE \"$1\" RENAME TO \"$2\""; }

# write_conf FILE PORT [LINES]: configuration of one server process
write_conf() {
    mkdir -p "$(dirname "$1")"
    cat >"$1" <<CONF
[options]
addons_path = $ROOT,$ROOT/openg2p,$ROOT/tests/addons${ODOO_HOME:+,$ODOO_HOME/addons}
data_dir = $(dirname "$1")/data
http_interface = 127.0.0.1
http_port = $2
gevent_port = $(free_port)
list_db = False
max_cron_threads = ${3:-0}
limit_time_real = 1200
limit_time_cpu = 1200
CONF
}

# content_hash PATH...: of the files that git knows or would take below the paths
content_hash() {
    (cd "$ROOT" && git ls-files -co --exclude-standard -- "$@" | LC_ALL=C sort | xargs -r -d '\n' sha256sum 2>/dev/null) | sha256sum | cut -c1-12
}

# base_template CONF: a database with Odoo's own modules, made once per Odoo and lock file
base_template() {
    local template
    template=base_$( (echo "$BASE_MODULES"; cat "$ROOT/requirements.lock" "$ROOT/scripts/pins.env"; echo "${ODOO_HOME:-}") | sha256sum | cut -c1-10)
    if ! has_db "$template"; then
        say "Database: Odoo's own modules" >&2
        drop_db making_base
        quiet "$STATE/log/base.log" "Odoo's modules could not be installed" \
            "$VENV/bin/odoo" -c "$1" -d making_base -i "$BASE_MODULES" --no-http --stop-after-init --log-level=warn
        rename_db making_base "$template"
    fi
    echo "$template"
}
