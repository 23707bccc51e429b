#!/usr/bin/env bash
# bench.sh: measure (benchmarks/) and write docs/benchmarks.md. BENCH_BIG=1: also with 1,000,000
# applications; benchmarks/README.md explains quick and partial runs.
. "$(dirname "$0")/lib.sh"
results=$STATE/bench
logs=$STATE/log
mkdir -p "$results" "$logs"
# shellcheck source=scripts/suite.sh
. "$ROOT/scripts/suite.sh"

say "Database: the suite"
install "$suite" "$(base_template "$conf")" "$(joined "${SUITE[@]}" "${STAND_INS[@]}" "${TOYS[@]}")"
export BENCH_FOLDER=$ROOT/benchmarks BENCH_PAGE=${BENCH_PAGE:-$ROOT/docs/benchmarks.md}
export BENCH_LOAD_DATA=$results/load.json BENCH_LOAD=$results/load.md BENCH_GROWTH=$results/growth.md
export BENCH_JOBS=$results/jobs.md BENCH_PAGES_DATA=$results/pages.json BENCH_PAGES=$results/pages.md
only=${BENCH_ONLY:-}

# fresh DATABASE: a new copy of the suite's database
fresh() { drop_db "$1"; createdb -T "$suite" "$1"; }

# measured DATABASE SCRIPT WHAT: run a script of benchmarks/ in odoo's shell
measured() {
    quiet "$logs/bench-${2%.py}.log" "$3" \
        odoo shell -c "$conf" -d "$1" --no-http --log-level=warn <"$ROOT/benchmarks/$2"
}

# start_server DATABASE NUMBER: a server of two worker processes; sets $url and $pid
start_server() {
    local port own=$STATE/test/bench-$2.conf
    port=$(free_port)
    write_conf "$own" "$port" 0 "${folders[@]}"
    odoo -c "$own" -d "$1" --workers=2 --db-filter "^$1\$" --log-level=warn >"$logs/bench-server-$2.log" 2>&1 &
    pid=$! url=http://127.0.0.1:$port
    timeout 120 bash -c "until curl -fso /dev/null '$url/web/health'; do sleep 0.5; done"
}

# served DATABASE COMMAND...: run a command with the addresses of two servers appended
served() {
    local db=$1 status=0 urls=() pids=() number pid url
    shift
    for number in 1 2; do
        start_server "$db" "$number"
        urls+=("$url") pids+=("$pid")
    done
    "$@" "${urls[@]}" || status=$?
    kill "${pids[@]}"
    wait "${pids[@]}" 2>/dev/null || true
    return "$status"
}

rm -f "$BENCH_JOBS" "$BENCH_LOAD" "$BENCH_LOAD_DATA" "$BENCH_GROWTH" "$BENCH_PAGES" "$BENCH_PAGES_DATA"
if [ -z "$only" ] || [[ " $only " = *" Redeeming "* ]]; then
    say "Redeeming over HTTP (some minutes)"
    fresh run_load
    measured run_load redeem_setup.py "the load could not be prepared"
    served run_load "$VENV/bin/python" "$ROOT/benchmarks/redeem_load.py" "$BENCH_LOAD_DATA" "$BENCH_LOAD" run_load
    drop_db run_load
fi
if [ -z "$only" ] || [[ " $only " = *" Pages "* ]]; then
    say "Pages over HTTP (some minutes)"
    fresh run_pages
    measured run_pages pages_setup.py "the people could not be prepared"
    served run_pages "$VENV/bin/python" "$ROOT/benchmarks/pages_load.py" "$BENCH_PAGES_DATA" "$BENCH_PAGES" run_pages
    drop_db run_pages
fi
if [ -z "$only" ] || [[ " $only " = *" Growth "* ]]; then
    say "Growth (a quarter of an hour for 100,000 applications, some hours for 1,000,000)"
    fresh run_growth
    measured run_growth growth.py "growth could not be measured"
    drop_db run_growth
fi
if [ -z "$only" ] || [[ " $only " = *" Jobs "* ]]; then
    say "An order on several workers and servers (some minutes)"
    queue_database jobs_queue
    fresh jobs_scheduler
    for db in jobs_scheduler jobs_queue; do
        quiet "$logs/bench-$db.log" "the order could not be prepared" \
            odoo shell -c "$queue_conf" -d "$db" --no-http --log-level=warn <"$ROOT/benchmarks/jobs_setup.py"
    done
    run_jobs "$queue_conf"
    "$VENV/bin/python" "$ROOT/benchmarks/jobs_run.py" "$BENCH_JOBS" "$conf" jobs_scheduler "$queue_conf" jobs_queue
    drop_db jobs_scheduler
    drop_db jobs_queue
    drop_db run_jobs
    say "A large order in one process"
    fresh jobs_flat
    BENCH_ORDER=${BENCH_FLAT:-20000} measured jobs_flat jobs_setup.py "the order could not be prepared"
    measured jobs_flat jobs_flat.py "the order could not be worked off"
    drop_db jobs_flat
fi
say "Measuring (some minutes)"
fresh run_bench
measured run_bench run.py "the benchmark failed"
drop_db run_bench
say "Written: $BENCH_PAGE"
cat "$BENCH_PAGE"
