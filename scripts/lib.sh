# Shared by the scripts: paths, and progress messages. Sourced, not run.
set -euo pipefail
# settings of the caller must not select another server, another Python or a slow start
unset "${!PG@}" "${!PYTHON@}" ODOO_RC OPENERP_SERVER VIRTUAL_ENV
export LC_ALL=C.UTF-8

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
# downloads, shared by all checkouts of a user
CACHE=${ODOO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/g2p-assistance}
# the Python of Debian's packages and the lock files
PYTHON3=/usr/bin/python3

# State of this checkout: a new clone in the same place gets its own state. Not below the home of
# root, which the user of PostgreSQL cannot enter.
CHECKOUT=$(printf '%s:%s' "$ROOT" "$(stat -c '%i:%W' "$ROOT")" | sha256sum | cut -c1-10)
STATE=${G2P_STATE:-/var/tmp/g2p-assistance-$(id -u)-$CHECKOUT}

# addons_in FOLDER: the names of the folders with a manifest
addons_in() { (cd "$1" 2>/dev/null && for m in */__manifest__.py; do [ ! -f "$m" ] || dirname "$m"; done) || true; }
joined() { local IFS=,; echo "$*"; }
DEMO_ADDON=g2p_assistance_demo
# stands on OCA's queue_job (scripts/install_oca.sh), which a server need not have
QUEUE_ADDON=g2p_deferred_queue
# stands on Odoo's spreadsheet_dashboard; for 19.0 only
DASHBOARD_ADDON=g2p_assistance_dashboard
mapfile -t SUITE < <(addons_in "$ROOT" | grep -vx -e "$DEMO_ADDON" -e "$QUEUE_ADDON" -e "$DASHBOARD_ADDON")
mapfile -t STAND_INS < <(addons_in "$ROOT/openg2p")

# G2P_STARTED: start of the command, so that the scripts it calls show the same elapsed time
export G2P_STARTED=${G2P_STARTED:-$(date +%s)}
# progress goes to stderr, since stdout may be the result of a script
say() { printf '[%4ds] %s\n' "$(($(date +%s) - G2P_STARTED))" "$*" >&2; }
die() {
    printf '\nFailed: %s\n' "$1" >&2
    shift
    [ $# = 0 ] || printf '  %s\n' "$@" >&2
    exit 1
}
# quiet LOG WHAT COMMAND...: run a command with its output in LOG; on failure show the end of the
# log
quiet() {
    local log=$1 what=$2
    shift 2
    mkdir -p "$(dirname "$log")"
    if ! "$@" >"$log" 2>&1; then
        tail -n 25 "$log" >&2
        die "$what" "The whole log: $log" "Fix the cause and run the same command again; finished steps are kept."
    fi
}
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; return; fi
    command -v sudo >/dev/null || die "root is needed for: $*" "Run it as root, or install sudo."
    sudo "$@"
}
# connections of a private cluster, and the most that one server process opens: the rest is for a
# second process, psql and PostgreSQL itself
MAX_CONNECTIONS=100
DB_MAXCONN=60
# parallel requests of one process: each may hold two connections, its own and, after its commit,
# the one that wakes the scheduler; some are for the scheduler and the bus
MAX_HTTP_THREADS=26
hash_of() { cat "$@" | sha256sum | cut -c1-12; }
# a free port, and whether a port is free
free_port() { "$PYTHON3" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port_is_free() { "$PYTHON3" -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))' "$1" 2>/dev/null; }
