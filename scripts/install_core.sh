#!/usr/bin/env bash
# install_core.sh: Odoo 19 Community from Debian's package, unpacked into the cache. Prints its folder.
# Uses a private apt (sources, lists, status): the system's apt is not changed.
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/pins.env
. "$ROOT/scripts/pins.env"

if [ -n "${ODOO_HOME:-}" ]; then
    [ -d "$ODOO_HOME/odoo" ] || die "ODOO_HOME=$ODOO_HOME has no folder odoo" "Point it at an Odoo 19 checkout."
    (cd "$ODOO_HOME" && pwd)
    exit 0
fi

dist=usr/lib/python3/dist-packages
pinned=$CACHE/core/$ODOO_DEB_VERSION
# the version used when the pinned one is gone
newest=$CACHE/core/newest
for core in "$pinned" "$newest"; do
    if [ -e "$core/.complete" ]; then echo "$core/$dist"; exit 0; fi
done

apt_dir=$CACHE/apt
debs=$CACHE/debs
log=$CACHE/log/core.log
# the package's links point to these; sid's versions of most fonts lack the needed files
assets=(fonts-montserrat/sid fonts-font-awesome/bookworm fonts-roboto-unhinted/bookworm fonts-inconsolata/bookworm
    fonts-ocr-b/bookworm libjs-jquery/bookworm libjs-jquery-form/bookworm libjs-underscore/bookworm)

mirror() {
    if [ -n "${DEBIAN_MIRROR:-}" ]; then echo "$DEBIAN_MIRROR"; return; fi
    # the format is for apt, not the shell
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        { grep -v -e '-security' || true; } | { grep -E '/debian/?$' || true; } | head -n 1
}
own_apt() { # own_apt get|cache ARGUMENTS...
    local tool=apt-$1
    shift
    "$tool" -q -o Dir::Etc::SourceList="$apt_dir/etc/odoo.sources" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
        -o Dir::Etc::TrustedParts=/dev/null -o Dir::Etc::Trusted=/dev/null \
        -o Dir::State="$apt_dir" -o Dir::State::Lists="$apt_dir/lists" -o Dir::State::status="$apt_dir/status" \
        -o Dir::Cache="$apt_dir/cache" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false \
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
        -o Acquire::AllowInsecureRepositories=false -o APT::Get::AllowUnauthenticated=false \
        -o APT::Sandbox::User= "$@"
}
read_index() {
    local from
    from=$(mirror)
    [ -n "$from" ] || die "no Debian mirror in this system's apt sources" "Set DEBIAN_MIRROR to one."
    mkdir -p "$apt_dir"/{etc,lists/partial,cache/archives/partial}
    : >"$apt_dir/status"
    printf 'Types: deb\nURIs: %s\nSuites: bookworm sid\nComponents: main\nSigned-By: %s\n' \
        "$from" /usr/share/keyrings/debian-archive-keyring.gpg >"$apt_dir/etc/odoo.sources"
    say "Odoo 19: reading Debian's signed index"
    quiet "$log" "Debian's index could not be read" own_apt get update
}
download() { (cd "$debs" && own_apt get download "$@"); }
is_offered() { own_apt cache madison odoo-19 2>/dev/null | cut -d'|' -f2 | tr -d ' ' | grep -qxF "$1"; }

download_odoo() {
    rm -rf "$debs"
    mkdir -p "$debs"
    if is_offered "$ODOO_DEB_VERSION"; then
        core=$pinned
        say "Odoo 19: downloading $ODOO_DEB_VERSION (about 130 MB)"
        quiet "$log" "odoo-19 could not be downloaded" download "odoo-19=$ODOO_DEB_VERSION"
        echo "$ODOO_DEB_SHA256 $(ls "$debs"/odoo-19_*.deb)" | sha256sum --check --quiet - ||
            die "the checksum of odoo-19 $ODOO_DEB_VERSION is not the pinned one" "Run again; if it stays wrong, do not use it."
    else
        core=$newest
        say "Odoo 19: Debian no longer has $ODOO_DEB_VERSION, with which this was tested; downloading the newest signed version"
        quiet "$log" "odoo-19 could not be downloaded" download odoo-19
        say "Odoo 19: took $(basename "$debs"/odoo-19_*.deb)"
    fi
    quiet "$log" "fonts and scripts that Odoo links to could not be downloaded" download "${assets[@]}"
}

unpack() { # into core.tmp; dist-packages/addons is a code-only duplicate, translations are 850 MB
    local deb other stub=$core.tmp/$dist/odoo/addons/mail/static/lib/selfie_segmentation
    deb=$(ls "$debs"/odoo-19_*.deb)
    rm -rf "$core" "$core.tmp"
    mkdir -p "$core.tmp"
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$core.tmp" --wildcards --exclude="./$dist/addons" \
        --exclude="./$dist/odoo/addons/*/i18n/*.po" --exclude="./$dist/odoo/addons/*/i18n/*.pot" \
        --exclude="./$dist/odoo/addons/*/i18n_extra/*"
    for other in "$debs"/*.deb; do
        [ "$other" = "$deb" ] || dpkg-deb -x "$other" "$core.tmp"
    done
    # Debian strips this file, and every backend page would log an error; only background blur in calls needs it
    mkdir -p "$stub"
    [ -e "$stub/selfie_segmentation.js" ] ||
        echo 'window.SelfieSegmentation = class { setOptions() {} onResults() {} async initialize() {} async send() {} reset() {} async close() {} };' >"$stub/selfie_segmentation.js"
}

read_index
download_odoo
say "Odoo 19: unpacking"
unpack
touch "$core.tmp/.complete"
mv "$core.tmp" "$core"
rm -rf "$debs" "$apt_dir"
echo "$core/$dist"
