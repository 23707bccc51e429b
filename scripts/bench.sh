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

# two_servers COMMAND...: run a command with two server processes on the database; $urls are theirs
two_servers() {
    local port number own pids=() status=0
    urls=()
    for number in 1 2; do
        port=$(free_port)
        own=$STATE/test/bench$number.conf
        write_conf "$own" "$port" 0 "${folders[@]}"
        odoo -c "$own" -d run_bench --db-filter '^run_bench$' --log-level=warn >"$logs/bench-server$number.log" 2>&1 &
        pids+=($!)
        urls+=("http://127.0.0.1:$port")
    done
    for url in "${urls[@]}"; do
        timeout 120 bash -c "until curl -fso /dev/null '$url/web/health'; do sleep 0.5; done"
    done
    "$@" "${urls[@]}" || status=$?
    kill "${pids[@]}"
    wait "${pids[@]}" 2>/dev/null || true
    return "$status"
}

say "Redeeming over HTTP (about two minutes)"
rm -f "$BENCH_LOAD" "$BENCH_LOAD_DATA"
quiet "$logs/bench-load.log" "the load could not be prepared" \
    odoo shell -c "$conf" -d run_bench --no-http --log-level=warn <"$ROOT/benchmarks/redeem_setup.py"
two_servers "$VENV/bin/python" "$ROOT/benchmarks/redeem_load.py" "$BENCH_LOAD_DATA" "$BENCH_LOAD" run_bench

say "Measuring (some minutes)"
quiet "$logs/bench.log" "the benchmark broke off" \
    odoo shell -c "$conf" -d run_bench --no-http --log-level=warn <"$ROOT/benchmarks/run.py"
drop_db run_bench
say "Written: $BENCH_PAGE"
cat "$BENCH_PAGE"
