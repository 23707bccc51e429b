# Databases of the demonstration and of the tests. Sourced after lib.sh; VENV is set and the
# environment names the cluster. A database is made under another name and renamed when it is complete.
BASE_MODULES=mail,portal,contacts,auth_signup,resource

has_db() { [ "$(psql -Atc "SELECT count(*) FROM pg_database WHERE datname = '$1'")" = 1 ]; }
drop_db() { dropdb --if-exists --force "$1"; }
rename_db() { psql -qc "ALTER DATABASE \"$1\" RENAME TO \"$2\""; }

# Odoo reads its number of parallel requests only from the environment
export ODOO_MAX_HTTP_THREADS=$MAX_HTTP_THREADS

# write_conf FILE PORT CRON_THREADS FOLDER...: configuration of one server process; addons from the folders
write_conf() {
    local file=$1 port=$2 threads=$3 folder path=
    shift 3
    [ -z "${ODOO_HOME:-}" ] || set -- "$@" "$ODOO_HOME/addons"
    for folder in "$@"; do
        [ ! -d "$folder" ] || path=$path${path:+,}$folder
    done
    mkdir -p "$(dirname "$file")"
    cat >"$file" <<CONF
[options]
addons_path = $path
data_dir = $(dirname "$file")/data
http_interface = 127.0.0.1
http_port = $port
gevent_port = $(free_port)
list_db = False
db_maxconn = $DB_MAXCONN
max_cron_threads = $threads
limit_time_real = 1200
limit_time_cpu = 1200
CONF
}

# run_jobs FILE: let the server of a configuration run jobs of OCA's queue_job, some of them at once
run_jobs() {
    cat >>"$1" <<CONF
server_wide_modules = base,rpc,web,queue_job

[queue_job]
channels = root:2
CONF
}

# content_hash PATH...: hash of the files below the paths
content_hash() {
    (cd "$ROOT" && { find "$@" -type f -not -path '*/__pycache__/*' -not -path '*/.*' -print0 2>/dev/null || true; } |
        sort -z | xargs -0 -r sha256sum) | sha256sum | cut -c1-12
}

# base_template CONF: a database with Odoo's own modules, created once per Odoo and lock file;
# prints its name
base_template() {
    local template
    template=base_$( (echo "$BASE_MODULES $VENV ${ODOO_HOME:-}"; cat "$ROOT/requirements.lock") | sha256sum | cut -c1-10)
    if ! has_db "$template"; then
        say "Database: Odoo's own modules"
        drop_db making_base
        quiet "$STATE/log/base.log" "Odoo's modules could not be installed" \
            "$VENV/bin/odoo" -c "$1" -d making_base -i "$BASE_MODULES" --no-http --stop-after-init --log-level=warn
        rename_db making_base "$template"
    fi
    echo "$template"
}
