#!/usr/bin/env bash
# install_system.sh run|test: the Debian packages that running or testing needs; none twice.
. "$(dirname "$0")/lib.sh"

RUN=(ca-certificates debian-archive-keyring xz-utils libmagic1 python3 python3-venv python3-dev gcc
    libpq-dev postgresql wkhtmltopdf xauth fonts-dejavu-core fonts-liberation fonts-noto-core)
TEST=("${RUN[@]}" chromium poppler-utils)
case "${1:-run}" in
    run) wanted=("${RUN[@]}") ;;
    test) wanted=("${TEST[@]}") ;;
    *) die "usage: $0 run|test" ;;
esac

missing=()
for package in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ "${#missing[@]}" = 0 ] && exit 0

say "Debian packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# Debian's package would start a database server of its own; the suite starts a private one
as_root mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
quiet "$CACHE/log/apt.log" "apt-get update failed (is the network reachable?)" as_root apt-get update -q
quiet "$CACHE/log/apt.log" "apt-get install failed" \
    as_root apt-get install -y --no-install-recommends "${missing[@]}"
