#!/usr/bin/env bash
# national_id.sh packages: prints the folder of the demonstration's ID provider (scripts/national_id)
# with its npm packages, fetched once.
# national_id.sh start HOME CLIENT: starts it for the server at CLIENT and prints its address (PORT=).
# national_id.sh stop HOME: stops it.
. "$(dirname "$0")/lib.sh"
sources=$ROOT/scripts/national_id

packages() {
    local node
    node=$CACHE/national-id-$(hash_of "$sources"/{package-lock.json,provider.mjs,people.json})
    if [ ! -e "$node/.complete" ]; then
        "$ROOT/scripts/install_system.sh" web
        say "ID provider: packages of npm"
        rm -rf "$node"
        mkdir -p "$node"
        cp "$sources"/{package.json,package-lock.json,provider.mjs,people.json} "$node/"
        (cd "$node" && quiet "$CACHE/log/national-id.log" "npm could not install the ID provider" npm ci --no-audit --no-fund)
        touch "$node/.complete"
    fi
    echo "$node"
}

# start HOME CLIENT
start() {
    local home=$1 client=$2 port=${PORT:-9480} node try
    node=$(packages)
    stop "$home"
    mkdir -p "$home"
    port_is_free "$port" || die "port $port is taken by another program" "Choose another for the ID provider: make demo ID_PORT=9481"
    PORT=$port CLIENT=$client setsid node "$node/provider.mjs" >"$home/log" 2>&1 </dev/null &
    echo $! >"$home/pid"
    for try in $(seq 60); do
        if grep -q '^listening ' "$home/log"; then
            sed -n 's/^listening //p' "$home/log"
            return
        fi
        runs "$home" || break
        sleep 0.5
    done
    tail -n 20 "$home/log" >&2
    die "the ID provider does not answer after $try tries" "Its log: $home/log"
}

# its number may be another program's by now
runs() { grep -qz provider.mjs "/proc/$(cat "$1/pid" 2>/dev/null)/cmdline" 2>/dev/null; }

stop() {
    if runs "$1"; then
        kill "$(cat "$1/pid")" 2>/dev/null || true
        for _ in $(seq 20); do runs "$1" || break; sleep 0.1; done
    fi
    rm -f "$1/pid"
}

case ${1:-} in
    packages) packages ;;
    start) start "$2" "$3" ;;
    stop) stop "$2" ;;
    *) die "usage: $0 packages | start HOME CLIENT | stop HOME" ;;
esac
