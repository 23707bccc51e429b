#!/usr/bin/env bash
# test.sh [ADDON]: all tests (or one addon's), and one closing line that sums them.
. "$(dirname "$0")/lib.sh"
only=${1:-}
results=$STATE/results
logs=$STATE/log
rm -rf "$results"
mkdir -p "$results" "$logs"

"$ROOT/scripts/install_system.sh" test
VENV=$("$ROOT/scripts/install_venv.sh" test)
export VENV PATH="$VENV/bin:$PATH"
# a fixed key for throw-away databases; production makes its own
export G2P_VOUCHER_KEK=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
"$ROOT/scripts/pg.sh" test start
eval "$("$ROOT/scripts/pg.sh" test env)"
# shellcheck source=scripts/db.sh
. "$ROOT/scripts/db.sh"

test_addons() { (cd "$ROOT/tests/addons" 2>/dev/null && ls -d */ 2>/dev/null | tr -d /) || true; }
mapfile -t TOYS < <(test_addons)
conf=$STATE/test/install.conf
write_conf "$conf" "$(free_port)"

# install NAME FROM MODULES: a database with modules, kept while their content is the same
install() {
    local name=$1 from=$2 modules=$3
    has_db "$name" && return
    drop_db "making_$name"
    createdb -T "$from" "making_$name"
    quiet "$logs/$name.log" "the addons could not be installed" odoo -c "$conf" -d "making_$name" -i "$modules" \
        --no-http --stop-after-init --log-level=info
    python "$ROOT/scripts/checklog.py" "$logs/$name.log" || die "the installation wrote warnings or errors"
    odoo shell -c "$conf" -d "making_$name" --no-http --log-level=warn <"$ROOT/scripts/template.py" >"$logs/$name-template.log" 2>&1
    rename_db "making_$name" "$name"
}

content=$(content_hash "${SUITE[@]}" openg2p tests/addons requirements.lock scripts/pins.env)
suite=suite_$content
story=story_$(content_hash "${SUITE[@]}" openg2p tests/addons requirements.lock scripts/pins.env "$DEMO_ADDON")
say "Database: the suite"
install "$suite" "$(base_template "$conf")" "$(IFS=,; echo "${SUITE[*]}${TOYS:+,${TOYS[*]}}")"

# addon_tests NAME PATH...: pytest-odoo on a clone of the suite's database
addon_tests() {
    local name=$1 db=run_$1_$$ own=$STATE/test/$1.conf
    shift
    write_conf "$own" "$(free_port)"
    echo "logfile = $logs/tests-$name.log" >>"$own"
    rm -f "$logs/tests-$name.log"
    drop_db "$db"
    createdb -T "$suite" "$db"
    (cd "$ROOT" && timeout 3000 pytest -q -p no:cacheprovider --odoo-config="$own" --odoo-database="$db" --odoo-http \
        --junitxml="$results/$name.xml" "$@") >"$logs/pytest-$name.txt" 2>&1 || true
    drop_db "$db"
    python "$ROOT/scripts/checklog.py" "$logs/tests-$name.log" --junit "$results/$name-log.xml" --suite "log of $name" || true
}
plain_tests() {
    local name=$1
    shift
    (cd "$ROOT" && timeout 3000 pytest -q -p no:odoo -p no:cacheprovider --junitxml="$results/$name.xml" "$@") \
        >"$logs/pytest-$name.txt" 2>&1 || true
}
end_to_end() {
    say "Database: the story"
    install "$story" "$suite" "$DEMO_ADDON"
    E2E_TEMPLATE=$story E2E_CONF=$conf E2E_LOG=$logs/e2e-server.log plain_tests e2e tests/e2e
    [ ! -f "$logs/e2e-server.log" ] ||
        python "$ROOT/scripts/checklog.py" "$logs/e2e-server.log" --junit "$results/e2e-log.xml" --suite "log of e2e" || true
}

dirs() { for a in "$@"; do for d in "$a" "openg2p/$a" "tests/addons/$a"; do [ ! -d "$ROOT/$d/tests" ] || echo "$d"; done; done; }

if [ -n "${E2E_ONLY:-}" ]; then
    end_to_end
elif [ -n "$only" ]; then
    mapfile -t paths < <(dirs "$only")
    [ "${#paths[@]}" -gt 0 ] || die "there is no addon $only with tests"
    say "Tests of $only"
    addon_tests "$only" "${paths[@]}"
else
    say "Tests: repository, addons in two runs, end to end"
    mapfile -t first < <(dirs g2p_document_store g2p_registry_ext g2p_multistage_approval "${TOYS[@]}" g2p_immediate_assistance g2p_self_service)
    mapfile -t second < <(dirs "${STAND_INS[@]}" g2p_voucher_qr g2p_reimbursement g2p_service_provider)
    plain_tests repo tests/repo &
    addon_tests first "${first[@]}" &
    (addon_tests second "${second[@]}"; end_to_end) &
    wait
fi
python "$ROOT/scripts/summary.py" "$results" "$logs"
