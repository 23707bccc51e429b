#!/usr/bin/env bash
# walkthrough.sh: play the story in Chromium, open the dashboards, and write pictures of both into
# docs/walkthrough.
. "$(dirname "$0")/lib.sh"
pictures=$ROOT/docs/walkthrough
rm -f "$pictures"/*.png
WALKTHROUGH_DIR=$pictures "$ROOT/scripts/test.sh" --story
# pictures without a number are for those who change a page
find "$pictures" -name '[!0-9]*.png' -delete
