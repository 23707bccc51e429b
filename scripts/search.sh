#!/usr/bin/env bash
# search.sh client [VERSION]: prints a folder for PYTHONPATH with OpenSearch's client (19, 17).
# search.sh engine: prints the folder of the engine, fetched from Maven Central once.
# search.sh missing: prints what this machine lacks to run the engine; nothing if it has all.
. "$(dirname "$0")/lib.sh"
ENGINE=$CACHE/opensearch-$(hash_of "$ROOT/scripts/opensearch.py")

client() {
    local locks=("$ROOT/requirements-search.lock") venv home
    [ "$1" != 17 ] || locks=("$ROOT/requirements-search-17.lock" "$ROOT/requirements-search.lock")
    home=$CACHE/search-$1-$(hash_of "${locks[@]}" "$ROOT/requirements.lock")
    if [ ! -e "$home/.complete" ]; then
        venv=$("$ROOT/scripts/install_venv.sh" test)
        say "OpenSearch's client ($1)"
        rm -rf "$home"
        mkdir -p "$home"
        # the other packages are those of the virtual environment; later locks do not replace files
        grep -hv '^#' "${locks[@]}" | sort -t= -k1,1 -us >"$home/requirements.txt"
        quiet "$CACHE/log/search-$1.log" "OpenSearch's client could not be installed" \
            "$venv/bin/pip" install -q --no-deps --target "$home" -r "$home/requirements.txt"
        touch "$home/.complete"
    fi
    echo "$home"
}

case ${1:-} in
    client) client "${2:-19}" ;;
    engine)
        if [ ! -e "$ENGINE/.complete" ]; then
            say "OpenSearch: 100 MB from Maven Central"
            quiet "$CACHE/log/opensearch.log" "OpenSearch could not be installed" \
                "$PYTHON3" "$ROOT/scripts/opensearch.py" install "$ENGINE"
        fi
        echo "$ENGINE"
        ;;
    missing)
        for command in mvn unzip openssl unshare; do command -v "$command" >/dev/null || echo "$command"; done
        [ -x "${JAVA_HOME:-/usr/lib/jvm/java-17-openjdk-amd64}/bin/java" ] || echo "a JDK 17 (JAVA_HOME)"
        ;;
    *) die "usage: $0 client [19|17] | engine | missing" ;;
esac
