#!/usr/bin/env bash
# test.sh [ADDON]: the exported addons' tests on Odoo 17.0 beside the real OpenG2P modules (docs/operations.md).
#
#   ODOO17_HOME    an Odoo 17.0 (the folder with odoo-bin)
#   OPENG2P_PATH   folders of addons, separated by commas: OpenG2P's and what they depend on
#   ODOO17_PYTHON  the Python with their requirements and the tests' (default: $ODOO17_HOME/venv/bin/python)
#   SETS           the sets of OpenG2P's modules: "small full" (default), or one of them
#   STORY          no: without the browser story; only: nothing else
#   LONGEST        seconds that the tests of one set, and its story, may take each (default: 5400)
#
# Every run leaves a junit report in $results; the last line is like that of `make test`.
. "$(dirname "$0")/../lib.sh"
only=${1:-}
sets=${SETS:-small full}
: "${ODOO17_HOME:?name the folder of an Odoo 17.0: make series-17.0-test ODOO17_HOME=... OPENG2P_PATH=...}"
: "${OPENG2P_PATH:?name the folders of addons of OpenG2P and what they depend on, separated by commas}"
python=${ODOO17_PYTHON:-$ODOO17_HOME/venv/bin/python}
results=$STATE/results17
logs=$STATE/log17
rm -rf "$results"
mkdir -p "$results" "$logs"

close() {
    local status=$?
    trap - EXIT
    "$PYTHON3" "$ROOT/scripts/summary.py" "$results" --ended "$status" && exit 0
    exit 1
}
trap close EXIT
trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM

"$ROOT/scripts/install_system.sh" test
"$ROOT/scripts/series17/run.sh"
PYTHONPATH=$ODOO17_HOME "$python" "$ROOT/scripts/series17/needs.py" ||
    die "the Python of Odoo 17.0 is not complete" "$python" "docs/operations.md lists what the tests need there."
export PYTHONPATH=$ODOO17_HOME PYTHONDONTWRITEBYTECODE=1
# a fixed key for temporary databases; production generates its own
export G2P_VOUCHER_KEK=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
"$ROOT/scripts/pg.sh" test start
eval "$("$ROOT/scripts/pg.sh" test env)"
# shellcheck source=scripts/db.sh
. "$ROOT/scripts/db.sh"

dist=$ROOT/dist/17.0
mapfile -t SUITE17 < <(addons_in "$dist")
mapfile -t TOYS17 < <(addons_in "$dist/tests-addons" | grep -vx "$DEMO_ADDON")
IFS=, read -ra openg2p <<<"$OPENG2P_PATH"
folders=("$ODOO17_HOME/odoo/addons" "$ODOO17_HOME/addons" "${openg2p[@]}" "$dist" "$dist/tests-addons")
conf=$STATE/test17/install.conf
write_conf "$conf" "$(free_port)" 0 "${folders[@]}"

# modules_of SET: the modules of OpenG2P that are installed before the suite
modules_of() {
    local small=g2p_registry_membership,g2p_programs
    case $1 in
        small) echo $small ;;
        full)
            echo $small,g2p_program_approval,g2p_program_assessment,g2p_program_registrant_info,g2p_program_documents,g2p_program_reimbursement,g2p_program_cycleless,g2p_program_autoenrol,g2p_documents,g2p_entitlement_voucher,g2p_payment_files,g2p_payment_cash,g2p_registry_addl_info,g2p_encryption_keymanager,g2p_notifications_voucher,g2p_theme
            ;;
        *) die "there is no set $1" "SETS: small, full" ;;
    esac
}

odoo17() { "$python" "$ODOO17_HOME/odoo-bin" "$@"; }
# clean_log NAME LOG SET: report whether the suite logged anything above INFO beyond OpenG2P's
# modules
clean_log() {
    "$PYTHON3" "$ROOT/scripts/checklog.py" "$2" --known "$logs/base-$3.log" --junit "$results/$1-log.xml" || true
}

# base17 SET: a database with the modules of OpenG2P only, created once for these folders
base17() {
    local set=$1 name
    name=base17_${set}_$( (echo "${folders[*]:0:2+${#openg2p[@]}} $(modules_of "$set")"; cat "$ROOT/scripts/series17/before.py") | sha256sum | cut -c1-10)
    if ! has_db "$name" || [ ! -f "$logs/base-$set.log" ]; then
        drop_db "$name"
        say "Odoo 17.0: OpenG2P's modules ($set set)"
        drop_db making_base17
        createdb making_base17
        quiet "$logs/base-$set.log" "OpenG2P's modules could not be installed" \
            odoo17 -c "$conf" -d making_base17 -i "$(modules_of "$set")" --no-http --stop-after-init --log-level=info
        quiet "$logs/before-$set.log" "the data from before the suite could not be created" \
            odoo17 shell -c "$conf" -d making_base17 --no-http --log-level=warn <"$ROOT/scripts/series17/before.py"
        rename_db making_base17 "$name"
    fi
    echo "$name"
}

# install17 NAME FROM MODULES: a clone of a database with more modules in it
install17() {
    local name=$1 from=$2 modules=$3 log=$logs/$1.log
    drop_db "$name"
    createdb -T "$from" "$name"
    psql -qd "$name" -c "CREATE EXTENSION IF NOT EXISTS pg_trgm"  # as Odoo does for a new database
    quiet "$log" "the exported addons could not be installed ($modules)" \
        odoo17 -c "$conf" -d "$name" -i "$modules" --no-http --stop-after-init --log-level=info
    quiet "$logs/template-$name.log" "the pages' assets could not be generated" \
        odoo17 shell -c "$conf" -d "$name" --no-http --log-level=warn <"$ROOT/scripts/template.py"
    clean_log "install-$name" "$log" "${name#*_}"
}

# pytest_run NAME ARGUMENTS...: one process of pytest, with its output and report in $results
pytest_run() {
    local name=$1
    shift
    (cd "$dist" && exec timeout "${LONGEST:-5400}" "$python" -m pytest -q -p no:cacheprovider -o junit_family=xunit1 \
        --junitxml="$results/$name.xml" "$@") >"$results/$name.txt" 2>&1 || true
}

# addon_tests17 NAME FROM PATH...: pytest-odoo on a clone of a database. The jobs of OCA's queue_job
# are worked off by the tests, not by its runner at the same time.
addon_tests17() {
    local name=$1 from=$2 own=$STATE/test17/$1.conf db=run17_$1 log=$logs/run-$1.log
    shift 2
    write_conf "$own" "$(free_port)" 0 "${folders[@]}"
    echo "logfile = $log" >>"$own"
    rm -f "$log"
    drop_db "$db"
    createdb -T "$from" "$db"
    ODOO_QUEUE_JOB_CHANNELS=root:0 PYTHONPATH=$ODOO17_HOME:$ROOT/scripts/series17 pytest_run "$name" -p pytest_quick \
        --odoo-config="$own" --odoo-database="$db" --odoo-http --odoo-log-level=info "$@"
    drop_db "$db"
    clean_log "$name" "$log" "$name"
}

# story17 SET FROM: the story in a browser, on a server of 17.0
story17() {
    local set=$1 from=$2 log=$logs/run-story-$1.log tools national_id
    say "Odoo 17.0: the story in a browser ($set set)"
    install17 "story17_$set" "$from" "$DEMO_ADDON"
    tools=$("$ROOT/scripts/install_venv.sh" test)
    national_id=$("$ROOT/scripts/national_id.sh" packages)
    rm -f "$log"
    # the browser's tools are those of make test; the server is of 17.0
    (cd "$ROOT" && E2E_SERIES=17.0 E2E_NATIONAL_ID="$national_id" E2E_ODOO="$python $ODOO17_HOME/odoo-bin" E2E_TEMPLATE=story17_$set E2E_CONF=$conf \
        E2E_LOG=$log PYTHONPATH= exec timeout "${LONGEST:-5400}" "$tools/bin/python" -m pytest -q -p no:odoo \
        -p no:cacheprovider -o junit_family=xunit1 --junitxml="$results/story-$set.xml" tests/e2e --ignore=tests/e2e/dashboards) \
        >"$results/story-$set.txt" 2>&1 || true
    clean_log "story-$set" "$log" "$set"
}

# look17 DATABASE: check that data from before the suite is unchanged, and works
look17() { odoo17 shell -c "$conf" -d "$1" --no-http --log-level=error <"$ROOT/scripts/series17/look.py"; }

# upkeep17 SET FROM: update everything, then uninstall the suite; earlier data stays
upkeep17() {
    local set=$1 db=run17_upkeep status=0 log=$logs/run-upkeep-$1.log
    say "Odoo 17.0: update and uninstall ($set set)"
    drop_db "$db"
    createdb -T "$2" "$db"
    : >"$log"
    look17 "$db" >>"$log" 2>&1 || status=$?
    odoo17 -c "$conf" -d "$db" -u "$(joined "${SUITE17[@]}"),$(modules_of "$set")" --no-http --stop-after-init >>"$log" 2>&1 || status=$?
    look17 "$db" >>"$log" 2>&1 || status=$?
    SUITE="${SUITE17[*]} ${TOYS17[*]} $DEMO_ADDON" odoo17 shell -c "$conf" -d "$db" --no-http --log-level=info \
        <"$ROOT/scripts/series17/uninstall.py" >>"$log" 2>&1 || status=$?
    look17 "$db" >>"$log" 2>&1 || status=$?
    drop_db "$db"
    "$PYTHON3" "$ROOT/scripts/checklog.py" "$log" --status "$status" --known "$logs/base-$set.log" \
        --junit "$results/upkeep-$set-log.xml" || true
}

# tested17: the folders of the exported addons that have tests
tested17() {
    local addon
    for addon in "${SUITE17[@]}"; do [ ! -d "$dist/$addon/tests" ] || echo "$dist/$addon"; done
    for addon in "${TOYS17[@]}"; do [ ! -d "$dist/tests-addons/$addon/tests" ] || echo "$dist/tests-addons/$addon"; done
}

one_set() {
    local set=$1 base suite
    base=$(base17 "$set")
    suite=suite17_$set
    say "Odoo 17.0: the suite ($set set)"
    install17 "$suite" "$base" "$(joined "${SUITE17[@]}" "${TOYS17[@]}")"
    if [ "${STORY:-}" = only ]; then
        story17 "$set" "$suite"
        return
    fi
    mapfile -t paths < <(tested17 | { if [ -n "$only" ]; then grep "/$only\$"; else cat; fi; })
    [ "${#paths[@]}" -gt 0 ] || die "there is no exported addon $only with tests" "The addons: ${SUITE17[*]} ${TOYS17[*]}"
    say "Odoo 17.0: tests ($set set)"
    addon_tests17 "$set" "$suite" "${paths[@]}"
    [ -z "$only" ] || return 0
    # a story database of a former run is of former code
    if [ "${STORY:-yes}" = no ]; then
        upkeep17 "$set" "$suite"
    else
        story17 "$set" "$suite"
        upkeep17 "$set" "story17_$set"
    fi
}

for set in $sets; do one_set "$set"; done
