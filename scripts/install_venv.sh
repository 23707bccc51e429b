#!/usr/bin/env bash
# install_venv.sh run|test|lint: a virtual environment keyed by its contents. Prints its folder.
. "$(dirname "$0")/lib.sh"
kind=${1:-run}
case $kind in
    run) locks=("$ROOT/requirements.lock") ;;
    test) locks=("$ROOT/requirements.lock" "$ROOT/requirements-test.lock") ;;
    lint) locks=("$ROOT/requirements-lint.lock") ;;
    *) die "usage: $0 run|test|lint" ;;
esac
dist=
[ "$kind" = lint ] || dist=$("$ROOT/scripts/install_core.sh")
key=$( (cat "${locks[@]}"; echo "$dist"; "$PYTHON3" --version) | sha256sum | cut -c1-12)
venv=$CACHE/venv-$kind-$key
if [ -e "$venv/.complete" ]; then echo "$venv"; exit 0; fi

say "Python packages ($kind)"
log=$CACHE/log/venv-$kind.log
rm -rf "$venv"
quiet "$log" "no virtual environment could be created" "$PYTHON3" -m venv "$venv"
# must exist before pip runs, so that pip finds Odoo
[ -z "$dist" ] || echo "$dist" >"$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/odoo19.pth"
for lock in "${locks[@]}"; do
    quiet "$log" "Python packages could not be installed" "$venv/bin/pip" install -q -r "$lock"
done
if [ -n "$dist" ]; then
    # Odoo's own launcher names the system's Python; workers re-execute this file
    printf '#!%s\nimport sys\nfrom odoo.cli.command import main\nsys.exit(main())\n' "$venv/bin/python" >"$venv/bin/odoo"
    chmod +x "$venv/bin/odoo"
    # once, since every start would be slow with a read-only folder. Templates of new addons do not
    # compile.
    say "Python packages: byte-compiling Odoo"
    "$venv/bin/python" -m compileall -q -j0 "$dist/odoo" >"$log" 2>&1 || true
fi
touch "$venv/.complete"
echo "$venv"
