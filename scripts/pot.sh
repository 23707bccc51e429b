#!/usr/bin/env bash
# pot.sh: write what there is to translate in each addon into <addon>/i18n/<addon>.pot
. "$(dirname "$0")/lib.sh"
results=$STATE/pot
logs=$STATE/log
mkdir -p "$results" "$logs"
# shellcheck source=scripts/suite.sh
. "$ROOT/scripts/suite.sh"

say "Database: the suite"
install "$suite" "$(base_template "$conf")" "$(joined "${SUITE[@]}" "${STAND_INS[@]}" "${TOYS[@]}")"
templates "$suite" "" warn

say "Database: the addon on OCA's queue_job"
queue_database pot_queue
POT_ADDONS=$QUEUE_ADDON conf=$queue_conf templates pot_queue "" warn
drop_db pot_queue

say "Database: the dashboards"
dashboard_database pot_dashboards
POT_ADDONS=$DASHBOARD_ADDON templates pot_dashboards "" warn
drop_db pot_dashboards
