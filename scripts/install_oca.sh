#!/usr/bin/env bash
# install_oca.sh: OCA's addons of requirements-oca.lock, in a folder keyed by its contents. Prints
# the folder for addons_path.
. "$(dirname "$0")/lib.sh"
lock=$ROOT/requirements-oca.lock
home=$CACHE/oca-$(hash_of "$lock")
if [ ! -e "$home/.complete" ]; then
    venv=$("$ROOT/scripts/install_venv.sh" "${1:-run}")
    say "OCA's addons"
    rm -rf "$home"
    quiet "$CACHE/log/oca.log" "OCA's addons could not be installed" \
        "$venv/bin/pip" install -q --no-deps --target "$home" -r "$lock"
    touch "$home/.complete"
fi
echo "$home/odoo/addons"
