# Shared by the scripts: where things are, and how progress is told. Sourced, not run.
set -euo pipefail
# stray settings of the caller must not lead to another server or a slow start
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PYTHONPATH PYTHONHOME \
    PYTHONDONTWRITEBYTECODE ODOO_RC VIRTUAL_ENV 2>/dev/null || true

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${G2P_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/g2p-assistance}
PYTHON=${PYTHON:-/usr/bin/python3}
# shellcheck source=scripts/pins.env
. "$ROOT/scripts/pins.env"

# State of this checkout: a clone in the same place but made anew gets a state of its own.
# Not below the home of root, which the user of PostgreSQL cannot enter.
CHECKOUT=$(printf '%s:%s' "$ROOT" "$(stat -c '%i:%W' "$ROOT")" | sha256sum | cut -c1-10)
STATE=${G2P_STATE:-/var/tmp/g2p-assistance-$(id -u)-$CHECKOUT}

SUITE=(g2p_document_store g2p_registry_ext g2p_multistage_approval g2p_voucher_qr
    g2p_immediate_assistance g2p_reimbursement g2p_self_service g2p_service_provider)
# addons of the list that this checkout has
present() { local a; for a in "$@"; do [ ! -d "$ROOT/$a" ] || echo "$a"; done; }
mapfile -t SUITE < <(present "${SUITE[@]}")
STAND_INS=(g2p_registry_base g2p_registry_individual g2p_registry_group
    g2p_registry_membership g2p_programs)
DEMO_ADDON=g2p_assistance_demo

say() { printf '[%4ds] %s\n' "$SECONDS" "$*"; }
die() {
    printf '\nFailed: %s\n' "$1" >&2
    shift
    printf '  %s\n' "$@" >&2
    exit 1
}
# quiet LOG WHAT COMMAND...: run a command, its output to LOG; on failure show the end of it
quiet() {
    local log=$1 what=$2
    shift 2
    mkdir -p "$(dirname "$log")"
    if ! "$@" >"$log" 2>&1; then
        tail -n 25 "$log" >&2
        die "$what" "The whole log: $log" "Mend the cause and run the same command again; what is done is kept."
    fi
}
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
hash_of() { cat "$@" | sha256sum | cut -c1-12; }
free_port() { "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port_is_free() { "$PYTHON" -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))' "$1" 2>/dev/null; }
