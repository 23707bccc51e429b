#!/usr/bin/env bash
# test.sh [ADDON]: all tests (or one addon's), and a summary in the last line.
# test.sh --upkeep: only update and uninstallation of the demonstration's database.
# test.sh --jobs: only the addon on OCA's queue_job, and orders on real servers that are killed.
# test.sh --site: only the pages where Odoo's website is installed.
# test.sh --coverage: only the addons' tests, counting the suite's lines that they run (.coveragerc).
# test.sh --story: what docs/walkthrough shows, its pictures go to WALKTHROUGH_DIR.
# Every run leaves a junit report in $results; scripts/summary.py reads nothing else.
. "$(dirname "$0")/lib.sh"
only=${1:-}
results=$STATE/results
logs=$STATE/log
rm -rf "$results"
mkdir -p "$results" "$logs"

close() {
    local status=$?
    trap - EXIT
    # shellcheck disable=SC2046 # a list of numbers
    kill $(jobs -p) 2>/dev/null || true  # where the run was aborted
    "$PYTHON3" "$ROOT/scripts/summary.py" "$results" --ended "$status" && exit 0
    exit 1
}
trap close EXIT
trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM

# shellcheck source=scripts/suite.sh
. "$ROOT/scripts/suite.sh"

runner=(pytest)
LONGEST=2400
# the tests that make pictures for docs/walkthrough
STORY="story or wanted_to or demands_a_proof or without_code or took_no_part or fills_the_screen"
STORY+=" or case_without_a_place or is_shown_to_others or next_case_opens or of_the_south_sees"
STORY+=" or before_the_eyes"
# tests of pages, which differ where Odoo's website is installed
SITE_TESTS=(g2p_suite_page/tests g2p_suite_account/tests/test_sign_in.py
    g2p_self_service/tests/test_{page_frame,public_pages,sessions}.py
    g2p_service_provider/tests/test_{page_frame,sessions}.py
    g2p_document_store/tests/test_{page_headers,document_http}.py g2p_voucher_delivery/tests)

# pytest_run NAME ARGUMENTS...: one process of pytest, with its output and report in $results
pytest_run() {
    local name=$1
    shift
    (cd "$ROOT" && exec timeout "$LONGEST" "${runner[@]}" -q -p no:cacheprovider -o junit_family=xunit1 \
        --junitxml="$results/$name.xml" "$@") >"$results/$name.txt" 2>&1 || true
}

# addon_tests NAME FROM PATH...: pytest-odoo on a clone of a database
addon_tests() {
    local name=$1 from=$2 own=$STATE/test/$1.conf db=run_$1 log=$logs/run-$1.log
    shift 2
    [ $# -gt 0 ] || return 0
    write_conf "$own" "$(free_port)" 0 "${folders[@]}"
    echo "logfile = $log" >>"$own"
    rm -f "$log"
    drop_db "$db"
    createdb -T "$from" "$db"
    pytest_run "$name" --odoo-config="$own" --odoo-database="$db" --odoo-http --odoo-log-level=info "$@"
    drop_db "$db"
    clean_log "$name" "$log"
}

repository_tests() { pytest_run repo -p no:odoo tests/repo; }

make_story() { install "$story" "$suite" "$DEMO_ADDON"; }

# end_to_end ARGUMENTS...: the browser tests start their own server on a clone (tests/e2e/conftest.py)
end_to_end() {
    local log=$logs/run-e2e.log
    rm -f "$log"
    E2E_NATIONAL_ID=$("$ROOT/scripts/national_id.sh" packages)
    export E2E_NATIONAL_ID
    E2E_TEMPLATE=$story E2E_CONF=$conf E2E_LOG=$log pytest_run e2e -p no:odoo tests/e2e \
        --ignore=tests/e2e/dashboards "$@"
    clean_log e2e "$log"
}

# site_tests: the pages where Odoo's website is installed, in a database of their own
site_tests() {
    local log=$logs/site-install.log
    drop_db site
    createdb -T "$suite" site
    quiet "$log" "Odoo's website could not be installed" \
        odoo -c "$conf" -d site -i website --no-http --stop-after-init --log-level=info
    clean_log install-site "$log"
    addon_tests site site "${SITE_TESTS[@]}"
    drop_db site
}

# upkeep: the translators' templates are current; the story's database survives an update of
# everything, and the uninstallation of one addon after the other from the top
upkeep() {
    local db=run_upkeep addon status=0 log=$logs/run-upkeep.log
    drop_db "$db"
    createdb -T "$story" "$db"
    templates "$db" 1 >"$log" 2>&1 || status=$?
    odoo -c "$conf" -d "$db" -u "$(joined "${STAND_INS[@]}" "${SUITE[@]}" "$DEMO_ADDON")" \
        --no-http --stop-after-init >>"$log" 2>&1 || status=$?
    left_behind "$db" "$db" >>"$log" 2>&1 || status=$?
    for addon in g2p_assistance_case g2p_assistance_assessment g2p_opensearch g2p_assistance_message g2p_assistance_precheck g2p_assistance_catalogue g2p_identity_demand g2p_self_service \
        g2p_assistance_appeal g2p_assistance_follow g2p_assistance_prefill g2p_assistance_question g2p_assistance_queue g2p_provider_staff g2p_service_provider g2p_provider_pattern g2p_reimbursement g2p_assistance_area g2p_assistance_report g2p_immediate_assistance \
        g2p_provider_account_approval g2p_provider_account g2p_approval_queue g2p_voucher_batch g2p_voucher_hold g2p_voucher_delivery g2p_voucher_scan g2p_approval_notify g2p_approval_simulate g2p_message_contact \
        g2p_sign_in_oidc g2p_sign_in_code g2p_suite_account g2p_message g2p_document_viewer g2p_suite_export; do
        [ "$addon" != g2p_assistance_appeal ] || finish_cases "$db" >>"$log" 2>&1 || status=$?
        odoo module uninstall -c "$conf" -d "$db" "$addon" >>"$log" 2>&1 || status=$?
    done
    drop_db "$db"
    "$PYTHON3" "$ROOT/scripts/checklog.py" "$log" --status "$status" --junit "$results/upkeep-log.xml" || true
}

# finish_cases DATABASE: while cases rest on it own questions are not uninstalled; afterwards none do
finish_cases() {
    local said
    said=$(odoo module uninstall -c "$conf" -d "$1" g2p_assistance_question 2>&1) && return 1
    grep -q "Applications in progress whose decisions are bound" <<<"$said" || return 1
    odoo shell -c "$conf" -d "$1" --no-http <"$ROOT/scripts/end_cases.py"
}

# left_behind DATABASE NAME: record the data beside the suite or, the second time with a NAME,
# compare it
left_behind() {
    LEFT_BEHIND=$results/$2.json ADDONS="${SUITE[*]} $DEMO_ADDON" odoo shell -c "$conf" -d "$1" --no-http \
        <"$ROOT/scripts/left_behind.py"
}

# job_tests: the addon on OCA's queue_job, and orders on real servers that are killed
job_tests() {
    local db log=$logs/run-queue.log
    queue_database jobs_queue
    # the tests of the floor's queue too, beside the other engine; the tests work off the jobs, not
    # its runner at the same time
    cp "$queue_conf" "$STATE/test/queue-tests.conf"
    echo "logfile = $log" >>"$STATE/test/queue-tests.conf"
    rm -f "$log"
    drop_db run_queue
    createdb -T jobs_queue run_queue
    ODOO_QUEUE_JOB_CHANNELS=root:0 pytest_run queue --odoo-config="$STATE/test/queue-tests.conf" --odoo-database=run_queue --odoo-http \
        --odoo-log-level=info "$QUEUE_ADDON" g2p_deferred
    POT_ADDONS=$QUEUE_ADDON conf=$queue_conf templates run_queue 1 >>"$log" 2>&1 || true
    clean_log queue "$log"
    drop_db run_queue
    drop_db jobs_plain
    createdb -T "$suite" jobs_plain
    export BENCH_FOLDER=$ROOT/benchmarks BENCH_ORDER=60
    for db in jobs_plain jobs_queue; do
        quiet "$logs/$db.log" "the order could not be prepared" \
            odoo shell -c "$queue_conf" -d "$db" --no-http --log-level=warn <"$ROOT/benchmarks/jobs_setup.py"
    done
    run_jobs "$queue_conf"
    JOBS_TEMPLATE=jobs_plain JOBS_CONF=$conf JOBS_QUEUE_TEMPLATE=jobs_queue JOBS_QUEUE_CONF=$queue_conf \
        pytest_run jobs -p no:odoo tests/jobs
    drop_db jobs_plain
    drop_db jobs_queue
}

# dashboard_tests: Odoo's dashboards on the reports, in databases of their own, and in a browser
dashboard_tests() {
    local log=$logs/run-dashboards-pot.log
    dashboard_database dashboards
    addon_tests dashboards dashboards "$DASHBOARD_ADDON"
    POT_ADDONS=$DASHBOARD_ADDON templates dashboards 1 >"$log" 2>&1 || true
    clean_log dashboards-pot "$log"
    drop_db dashboards
    dashboards_in_browser
}

# dashboards_in_browser: opened by the people of the story (tests/e2e/dashboards)
dashboards_in_browser() {
    local shown=$logs/run-dashboards-e2e.log
    dashboard_database dashboards_story "$story"
    # or the first person waits for them longer than a test does
    quiet "$logs/dashboards-template.log" "the pages' assets could not be generated" \
        odoo shell -c "$conf" -d dashboards_story --no-http --log-level=warn <"$ROOT/scripts/template.py"
    rm -f "$shown"
    E2E_TEMPLATE=dashboards_story E2E_CONF=$conf E2E_LOG=$shown \
        pytest_run dashboards-e2e -p no:odoo tests/e2e/dashboards
    clean_log dashboards-e2e "$shown"
    drop_db dashboards_story
}

# uninstall: uninstalling all addons of the suite at once removes nothing else from the story's
# database
uninstall() {
    local db=run_uninstall status=0 log=$logs/run-uninstall.log
    drop_db "$db"
    createdb -T "$story" "$db"
    left_behind "$db" "$db" >"$log" 2>&1 || status=$?
    odoo module uninstall -c "$conf" -d "$db" "${SUITE[@]}" >>"$log" 2>&1 || status=$?
    left_behind "$db" "$db" >>"$log" 2>&1 || status=$?
    drop_db "$db"
    "$PYTHON3" "$ROOT/scripts/checklog.py" "$log" --status "$status" --junit "$results/uninstall-log.xml" || true
}

# tested NAME...: the folders of those addons that have tests
tested() {
    local addon folder
    for addon in "$@"; do
        for folder in "$addon" "openg2p/$addon" "tests/addons/$addon"; do
            [ ! -d "$ROOT/$folder/tests" ] || echo "$folder"
        done
    done
}

# two runs: the first is longer, since the browser follows the second (the website's pages and jobs
# on real servers, which mostly wait, follow the first)
split_addons() {
    mapfile -t first < <(tested g2p_document_store g2p_registry_ext g2p_multistage_approval "${TOYS[@]}" \
        g2p_immediate_assistance g2p_assistance_question g2p_assistance_prefill g2p_assistance_follow g2p_assistance_appeal \
        g2p_assistance_catalogue g2p_assistance_precheck g2p_self_service g2p_identity_demand g2p_service_provider g2p_provider_staff \
        g2p_suite_account g2p_sign_in_code g2p_sign_in_oidc g2p_document_viewer g2p_approval_queue g2p_assistance_queue \
        g2p_assistance_area g2p_assistance_assessment g2p_assistance_case g2p_suite_export)
    mapfile -t second < <(tested "${STAND_INS[@]}" "${SUITE[@]}" | grep -vxF "$(printf '%s\n' "${first[@]}")")
}

# coverage: the suite's lines that the addons' own tests run. Not with `make test`: counting slows
# down each line, and installing, updating and serving happen in other processes.
coverage_tests() {
    local counted=$STATE/coverage
    rm -rf "$counted"
    mkdir -p "$counted"
    export COVERAGE_FILE=$counted/data
    runner=(coverage run --rcfile="$ROOT/.coveragerc" --source="$(joined "${SUITE[@]}")" -m pytest)
    LONGEST=7200
    split_addons
    say "Coverage: the addons' tests in two runs"
    addon_tests first "$suite" "${first[@]}" &
    local lane=$!
    addon_tests second "$suite" "${second[@]}"
    wait "$lane" || echo "the first run was aborted, see above" >"$results/first-lane.txt"
    say "Coverage: counting"
    (
        cd "$ROOT"
        coverage combine -q --rcfile=.coveragerc "$counted"
        coverage json -q --rcfile=.coveragerc -o "$counted/report.json"
        coverage html -q --rcfile=.coveragerc -d "$counted/html"
        "$PYTHON3" scripts/covered.py "$counted/report.json" --junit "$results/coverage.xml"
    ) >"$results/coverage.txt" 2>&1 || true
    cat "$results/coverage.txt"
    say "Coverage: each line is shown in $counted/html/index.html"
}

all_tests() {
    split_addons
    mapfile -t demo < <(tested "$DEMO_ADDON")
    say "Tests: the addons in two runs, the browser"
    (
        addon_tests first "$suite" "${first[@]}"
        say "Tests: first run of addons has ended; pages beside Odoo's website"
        site_tests
        say "Tests: pages beside Odoo's website have ended; jobs on real servers"
        job_tests
        say "Tests: jobs have ended"
    ) &
    local lane=$! other
    (
        addon_tests second "$suite" "${second[@]}"
        say "Tests: second run of addons has ended"
        [ -d "$ROOT/$DEMO_ADDON" ] || exit 0
        make_story
        end_to_end
        say "Tests: the browser has ended"
        addon_tests demo "$story" "${demo[@]}"
        upkeep
        uninstall
        dashboard_tests
        say "Tests: update, uninstallation and dashboards have ended"
    ) &
    other=$!
    # an aborted lane counts: a transcript without a report is a failure
    wait "$lane" || echo "the first lane was aborted, see above" >"$results/first-lane.txt"
    wait "$other" || echo "the second lane was aborted, see above" >"$results/second-lane.txt"
    wait "$repository" || true  # its transcript without a report is a failure too
}

# the repository's tests need no database: they use the second core while it is installed
repository=
if [ -z "$only" ]; then
    repository_tests &
    repository=$!
fi
say "Database: the suite"
install "$suite" "$(base_template "$conf")" "$(joined "${SUITE[@]}" "${STAND_INS[@]}" "${TOYS[@]}")"
case $only in
    "") all_tests ;;
    --story) make_story; say "The walkthrough in a browser"; end_to_end -k "$STORY"; dashboards_in_browser ;;
    --coverage) coverage_tests ;;
    --site) say "Pages beside Odoo's website"; site_tests ;;
    --jobs) say "Jobs on real servers"; job_tests ;;
    --upkeep) make_story; say "Update and uninstall"; upkeep; uninstall ;;
    "$DASHBOARD_ADDON") make_story; say "Tests of $only"; dashboard_tests ;;
    *)
        mapfile -t paths < <(tested "$only")
        [ "${#paths[@]}" -gt 0 ] || die "there is no addon $only with tests" "The addons: ${SUITE[*]} ${STAND_INS[*]} ${TOYS[*]}"
        from=$suite
        if [ "$only" = "$DEMO_ADDON" ]; then make_story; from=$story; fi
        say "Tests of $only"
        addon_tests "$only" "$from" "${paths[@]}"
        ;;
esac
