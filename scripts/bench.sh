#!/usr/bin/env bash
# bench.sh: measure (benchmarks/) and write docs/benchmarks.md. BENCH_REQUESTS=10000 for a quick run.
. "$(dirname "$0")/lib.sh"
results=$STATE/bench
logs=$STATE/log
mkdir -p "$results" "$logs"
# shellcheck source=scripts/suite.sh
. "$ROOT/scripts/suite.sh"

say "Database: the suite"
install "$suite" "$(base_template "$conf")" "$(joined "${SUITE[@]}" "${STAND_INS[@]}" "${TOYS[@]}")"
drop_db run_bench
createdb -T "$suite" run_bench
export BENCH_FOLDER=$ROOT/benchmarks BENCH_PAGE=${BENCH_PAGE:-$ROOT/docs/benchmarks.md}
export BENCH_LOAD_DATA=$results/load.json BENCH_LOAD=$results/load.md

# served COMMAND...: run a command, with the address of a server of two worker processes behind it
served() {
    local port pid status=0 own=$STATE/test/bench.conf
    port=$(free_port)
    write_conf "$own" "$port" 0 "${folders[@]}"
    odoo -c "$own" -d run_bench --workers=2 --db-filter '^run_bench$' --log-level=warn >"$logs/bench-server.log" 2>&1 &
    pid=$!
    timeout 120 bash -c "until curl -fso /dev/null 'http://127.0.0.1:$port/web/health'; do sleep 0.5; done"
    "$@" "http://127.0.0.1:$port" || status=$?
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    return "$status"
}

say "Redeeming over HTTP (about two minutes)"
rm -f "$BENCH_LOAD" "$BENCH_LOAD_DATA"
quiet "$logs/bench-load.log" "the load could not be prepared" \
    odoo shell -c "$conf" -d run_bench --no-http --log-level=warn <"$ROOT/benchmarks/redeem_setup.py"
served "$VENV/bin/python" "$ROOT/benchmarks/redeem_load.py" "$BENCH_LOAD_DATA" "$BENCH_LOAD" run_bench

say "Measuring (some minutes)"
quiet "$logs/bench.log" "the benchmark broke off" \
    odoo shell -c "$conf" -d run_bench --no-http --log-level=warn <"$ROOT/benchmarks/run.py"
drop_db run_bench
say "Written: $BENCH_PAGE"
cat "$BENCH_PAGE"
