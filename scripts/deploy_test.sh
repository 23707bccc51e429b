#!/usr/bin/env bash
# deploy_test.sh: installs a server with the commands and files of docs/operations.md, and takes a
# case from the application to its payment on it: an empty database of an unprivileged role, Odoo as
# another user with two workers, nginx with TLS on loopback, backup, restore, a neutralised copy
# (tests/deploy). Its data is removed at the end, unless KEEP=yes. The last line is like that of
# `make test`.
. "$(dirname "$0")/lib.sh"
results=$STATE/results-deploy
logs=$STATE/log
home=$STATE/deploy
rm -rf "$results"
mkdir -p "$results" "$logs"

close() {
    local status=$?
    trap - EXIT
    [ "${KEEP:-no}" = yes ] || { "$ROOT/scripts/pg.sh" deploy remove; rm -rf "$home"; }
    "$PYTHON3" "$ROOT/scripts/summary.py" "$results" --ended "$status" && exit 0
    exit 1
}
trap close EXIT
trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM

"$ROOT/scripts/install_system.sh" deploy
VENV=$("$ROOT/scripts/install_venv.sh" test)
CORE=$("$ROOT/scripts/install_core.sh")

# Root runs the server as another user, who cannot enter root's home: code and environment are
# linked to a readable place, and belong to root as on a server. Other users run it as themselves.
AS_SERVER=()
if [ "$(id -u)" = 0 ]; then
    AS_SERVER=(setpriv --reuid=nobody --regid=nogroup --clear-groups --)
fi
# with spaces, as in many paths
srv="$home/srv of odoo"

# linked FOLDER TO: the files of a folder elsewhere, as hard links if possible
linked() {
    mkdir -p "$(dirname "$2")"
    cp -al "$1" "$2" 2>/dev/null || { rm -rf "$2"; cp -a "$1" "$2"; }
}

lay_out() {
    local name
    rm -rf "$home"
    mkdir -p "$srv/assistance" "$home/etc" "$home/bin" "$home/nginx" "$home/backups" "$home/var"
    chmod 755 "$STATE" "$home"
    for name in "${SUITE[@]}" openg2p; do cp -r "$ROOT/$name" "$srv/assistance/$name"; done
    if [ "${#AS_SERVER[@]}" = 0 ]; then
        ln -s "$CORE" "$srv/odoo"
        python=$VENV/bin/python
    else
        # the package has links to fonts and scripts beside it
        linked "${CORE%/usr/lib/python3/dist-packages}" "$home/core"
        linked "$VENV" "$home/venv"
        ln -s "$home/core/${CORE##"${CORE%/usr/lib/python3/dist-packages}"}" "$srv/odoo"
        python=$home/venv/bin/python
        name=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/odoo19.pth
        rm "$name"
        readlink -f "$srv/odoo" >"$name"
        chown nobody: "$home/var" "$home/backups"
    fi
}

# The programs that the page's commands call: Odoo, runuser for its two users, and the supervisor
# (the test starts and stops the server itself).
commands() {
    local odoo=("$python" "$VENV/bin/odoo")
    [ "${#AS_SERVER[@]}" = 0 ] || odoo=("$python" "$home/venv/bin/odoo")
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "${odoo[@]}" >"$home/bin/odoo"
    cat >"$home/bin/runuser" <<SH
#!/bin/sh
# runuser -u NAME -- COMMAND...
who=\$2
shift 3
case \$who in
    postgres) PGUSER=postgres exec "\$@" ;;
    odoo) HOME='$home/var' PGUSER=odoo exec ${AS_SERVER[*]} "\$@" ;;
esac
exit 1
SH
    printf '#!/bin/sh\nexit 0\n' >"$home/bin/systemctl"
    chmod 755 "$home/bin"/*
}

# A cluster that identifies users by their unix user, as on Debian; its superuser has Debian's name.
database_server() {
    local data=$STATE/pg-deploy/data me server
    me=$(id -un)
    server=$(if [ "${#AS_SERVER[@]}" = 0 ]; then echo "$me"; else echo nobody; fi)
    "$ROOT/scripts/pg.sh" deploy remove
    "$ROOT/scripts/pg.sh" deploy start
    eval "$("$ROOT/scripts/pg.sh" deploy env)"
    psql -qc 'CREATE ROLE postgres SUPERUSER LOGIN'
    PGUSER=postgres psql -qc 'ALTER ROLE odoo RENAME TO first; ALTER ROLE first NOLOGIN'
    printf 'local all all peer map=deploy\n' >"$data/pg_hba.conf"
    printf 'deploy %s postgres\ndeploy %s odoo\n' "$me" "$server" >"$data/pg_ident.conf"
    PGUSER=postgres psql -Atqc 'SELECT pg_reload_conf()' >/dev/null
    # only now: before, the cluster trusted every connection
    chmod 755 "$PGHOST"
    # the page's commands name database and role, or use the defaults of their user
    unset PGUSER PGDATABASE
}

say "Deployment: code, another user, a database server"
lay_out
commands
database_server
say "Deployment: the commands of docs/operations.md, and a case on that server"
export DEPLOY_HOME=$home DEPLOY_ODOO="$srv/odoo" DEPLOY_CODE="$srv/assistance" DEPLOY_AS="${AS_SERVER[*]}"
(cd "$ROOT" && PATH="$home/bin:$VENV/bin:$PATH" exec timeout 1200 "$VENV/bin/pytest" -q -x -p no:odoo -p no:cacheprovider \
    -o junit_family=xunit1 --durations=8 --junitxml="$results/deploy.xml" tests/deploy) >"$results/deploy.txt" 2>&1 || true
cp "$home/var/odoo.log" "$logs/run-deploy.log" 2>/dev/null || true
"$PYTHON3" "$ROOT/scripts/checklog.py" "$logs/run-deploy.log" --junit "$results/deploy-log.xml" || true
say "Deployment: done"
