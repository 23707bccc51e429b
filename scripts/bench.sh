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
say "Measuring (some minutes)"
export BENCH_FOLDER=$ROOT/benchmarks BENCH_PAGE=${BENCH_PAGE:-$ROOT/docs/benchmarks.md}
quiet "$logs/bench.log" "the benchmark broke off" \
    odoo shell -c "$conf" -d run_bench --no-http --log-level=warn <"$ROOT/benchmarks/run.py"
drop_db run_bench
say "Written: $BENCH_PAGE"
cat "$BENCH_PAGE"
