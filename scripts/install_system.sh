#!/usr/bin/env bash
# install_system.sh run|test|deploy|search|lint|web: installs the missing Debian packages for running,
# testing, a test deployment, a real OpenSearch, linting or building for the browser.
. "$(dirname "$0")/lib.sh"

RUN=(ca-certificates debian-archive-keyring libmagic1 python3 python3-venv python3-dev gcc libpq-dev
    postgresql wkhtmltopdf poppler-utils xauth fonts-dejavu-core fonts-liberation fonts-noto-core)
case "${1:-run}" in
    run) wanted=("${RUN[@]}") ;;
    test)
        wanted=("${RUN[@]}" chromium)
        # the scanner's verifier is also tested without a browser; any Node.js will do
        command -v node >/dev/null || wanted+=(nodejs)
        ;;
    deploy) wanted=("${RUN[@]}" nginx openssl) ;;
    # any JDK 17 and Maven will do
    search)
        wanted=(openssl unzip util-linux)
        command -v mvn >/dev/null || wanted+=(maven)
        command -v java >/dev/null || wanted+=(openjdk-17-jre-headless)
        ;;
    lint | web)
        wanted=(ca-certificates python3 python3-venv)
        # any Node.js with npm will do
        command -v npm >/dev/null || wanted+=(nodejs npm)
        ;;
    *) die "usage: $0 run|test|deploy|search|lint|web" ;;
esac

command -v dpkg-query >/dev/null || die "this is not a Debian system" \
    "These commands install Debian packages. docs/operations.md lists the packages to install elsewhere."
# one at a time, since dpkg has one lock, which CI's parallel commands would meet
mkdir -p "$CACHE"
exec 9>"$CACHE/install_system.lock"
flock 9
missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ "${#missing[@]}" = 0 ] && exit 0

say "Debian packages: ${missing[*]}"
# Debian's package would start its own database server; the suite starts a private one
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    as_root mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
quiet "$CACHE/log/apt-update.log" "apt-get update failed (is the network reachable?)" as_root apt-get update -q
# no installed service starts automatically, now or at boot; the suite starts its own on loopback
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    trap 'as_root rm -f "$policy"' EXIT
fi
quiet "$CACHE/log/apt-install.log" "apt-get install failed" \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
if [[ " ${missing[*]} " == *" nginx "* ]] && command -v systemctl >/dev/null; then
    as_root systemctl disable -q nginx || true
fi
