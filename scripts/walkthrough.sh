#!/usr/bin/env bash
# walkthrough.sh: play the story in Chromium and write its pictures into docs/walkthrough.
. "$(dirname "$0")/lib.sh"
WALKTHROUGH_DIR=$ROOT/docs/walkthrough E2E_ONLY=1 "$ROOT/scripts/test.sh"
