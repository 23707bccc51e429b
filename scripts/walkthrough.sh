#!/usr/bin/env bash
# walkthrough.sh: play the story in Chromium and write its pictures into docs/walkthrough.
. "$(dirname "$0")/lib.sh"
pictures=$ROOT/docs/walkthrough
rm -f "$pictures"/*.png
WALKTHROUGH_DIR=$pictures "$ROOT/scripts/test.sh" --story
