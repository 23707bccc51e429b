#!/usr/bin/env bash
# outside.sh: the tests against a real OpenSearch (tests/outside), with the client of both series.
# CI installs what the engine needs; elsewhere the tests are skipped where something is missing.
. "$(dirname "$0")/lib.sh"
results=$STATE/results-outside
logs=$STATE/log
rm -rf "$results"
mkdir -p "$results" "$logs"

[ -z "${CI:-}" ] || "$ROOT/scripts/install_system.sh" search
lacking=$("$ROOT/scripts/search.sh" missing)
if [ -n "$lacking" ]; then
    lacking=$(echo "$lacking" | paste -sd, -)
    [ -z "${CI:-}" ] || die "the real OpenSearch cannot be started: $lacking is missing"
    say "skipped: $lacking is missing"
    exit 0
fi
engine=$("$ROOT/scripts/search.sh" engine)

close() {
    local status=$?
    trap - EXIT
    cat "$results/numbers" 2>/dev/null || true
    "$PYTHON3" "$ROOT/scripts/summary.py" "$results" --ended "$status" && exit 0
    exit 1
}
trap close EXIT

# shellcheck source=scripts/suite.sh
. "$ROOT/scripts/suite.sh"
say "Database: the suite and its story"
install "$suite" "$(base_template "$conf")" "$(joined "${SUITE[@]}" "${STAND_INS[@]}" "${TOYS[@]}")"
install "$story" "$suite" "$DEMO_ADDON"

# outside NAME CLIENT ARGUMENTS...; not on the ports of make demo SEARCH=1
outside() {
    local name=$1 client
    client=$("$ROOT/scripts/search.sh" client "$2")
    shift 2
    (cd "$ROOT" && exec env PYTHONPATH="$client" OUTSIDE_ENGINE="$engine" OUTSIDE_HOME="$STATE/opensearch" PORT=19400 \
        OUTSIDE_NUMBERS="$results/numbers" \
        OUTSIDE_TEMPLATE="$story" OUTSIDE_CONF="$conf" timeout 2400 pytest -q -p no:cacheprovider -p no:odoo \
        -o junit_family=xunit1 --junitxml="$results/$name.xml" "$@") >"$results/$name.txt" 2>&1 || true
    tail -n 3 "$results/$name.txt" >&2
}

say "Tests against the real engine"
outside engine-19 19 tests/outside
say "The same with the client beside OpenG2P 17.0"
outside engine-17 17 tests/outside/test_engine.py
