#!/usr/bin/env bash
# run.sh: export the addons for Odoo 17.0 into dist/17.0 and check them (README.md in this folder).
. "$(dirname "$0")/../lib.sh"
"$ROOT/scripts/install_system.sh" run
"$ROOT/scripts/web.sh" --try
VENV=$("$ROOT/scripts/install_venv.sh" test)
PYTHONPATH=$ROOT/scripts PYTHONDONTWRITEBYTECODE=1 exec "$VENV/bin/python" -m series17 "$ROOT"
