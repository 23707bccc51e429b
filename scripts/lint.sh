#!/usr/bin/env bash
# lint.sh check|write: ruff, words, pylint-odoo, prettier (XML, JS), eslint.
. "$(dirname "$0")/lib.sh"
mode=${1:-check}
"$ROOT/scripts/install_system.sh" lint
VENV=$("$ROOT/scripts/install_venv.sh" lint)
node=$CACHE/lint-$(hash_of "$ROOT/scripts/lint/package-lock.json" "$ROOT/scripts/lint/eslint.config.mjs")
if [ ! -e "$node/.complete" ]; then
    command -v npm >/dev/null || die "npm is not installed" "Install it (Debian: apt-get install npm) and run again."
    say "Linters for XML and JavaScript"
    mkdir -p "$node"
    cp "$ROOT"/scripts/lint/{package.json,package-lock.json,eslint.config.mjs} "$node/"
    (cd "$node" && quiet "$CACHE/log/npm.log" "npm could not install the linters" npm ci --no-audit --no-fund)
    touch "$node/.complete"
fi
cd "$ROOT"
mapfile -t web < <(git ls-files -co --exclude-standard '*.xml' '*.js' | grep -v '/lib/')
mapfile -t js < <(git ls-files -co --exclude-standard '*.js' | grep -v '/lib/')
mapfile -t addons < <(git ls-files -co --exclude-standard '*__manifest__.py' | xargs -n1 dirname | sort)
prettier=("$node/node_modules/.bin/prettier" --config "$ROOT/scripts/lint/prettier.json" --plugin "$node/node_modules/@prettier/plugin-xml/src/plugin.js")
if [ "$mode" = write ]; then
    "$VENV/bin/ruff" check -q --fix . || true
    "$VENV/bin/ruff" format -q .
    "${prettier[@]}" --log-level warn --write "${web[@]}"
    exit 0
fi
failed=0
run() { say "$1"; shift; "$@" || failed=1; }
run "ruff: rules" "$VENV/bin/ruff" check -q .
run "ruff: format" "$VENV/bin/ruff" format -q --check .
run "words" "$VENV/bin/python" "$ROOT/scripts/lint/words.py"
run "pylint-odoo" "$VENV/bin/pylint" -j 2 --rcfile="$ROOT/scripts/lint/pylintrc" "${addons[@]}"
run "prettier" "${prettier[@]}" --log-level warn --check "${web[@]}"
[ "${#js[@]}" = 0 ] || run "eslint" env NODE_PATH="$node/node_modules" "$node/node_modules/.bin/eslint" --config "$node/eslint.config.mjs" "${js[@]}"
[ "$failed" = 0 ] || die "the linters found something" "make format fixes the style."
say "Lint: clean"
