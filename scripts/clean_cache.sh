#!/usr/bin/env bash
# clean_cache.sh: remove the downloads (Odoo, Python packages, lint tools).
. "$(dirname "$0")/lib.sh"
"$ROOT/scripts/demo.sh" clean
rm -rf "$CACHE"
say "Removed $CACHE."
