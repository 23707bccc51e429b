#!/usr/bin/env bash
# web.sh: builds the scanner page's npm packages into g2p_voucher_scan/static/lib/scanner (not in
# git), unless they are up to date. Without npm or its registry the page works with Odoo's own
# decoder; "web.sh --try" (the demonstration) then says so and continues.
. "$(dirname "$0")/lib.sh"
sources=$ROOT/scripts/web
target=$ROOT/g2p_voucher_scan/static/lib/scanner
key=$(hash_of "$sources/package-lock.json" "$sources/build.mjs")
[ "$(cat "$target/.key" 2>/dev/null || true)" != "$key" ] || exit 0

make_web() {
    "$ROOT/scripts/install_system.sh" web
    local node=$CACHE/web-$key
    if [ ! -e "$node/.complete" ]; then
        say "Scanner: packages of npm"
        rm -rf "$node"
        mkdir -p "$node"
        cp "$sources"/{package.json,package-lock.json,build.mjs} "$node/"
        (cd "$node" && quiet "$CACHE/log/web.log" "npm could not install the scanner's packages" npm ci --no-audit --no-fund)
        touch "$node/.complete"
    fi
    say "Scanner: building"
    rm -rf "$target" "$target.tmp"
    quiet "$CACHE/log/web.log" "the scanner's packages could not be built" node "$node/build.mjs" "$target.tmp"
    echo "$key" >"$target.tmp/.key"
    mv "$target.tmp" "$target"
}

if [ "${1:-}" = --try ]; then
    (make_web) || say "Scanner: no decoder of npm; the page uses Odoo's own, which reads poor pictures less well (make web tries again)"
else
    make_web
fi
