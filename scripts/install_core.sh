#!/usr/bin/env bash
# install_core.sh: Odoo 19 Community from Debian's package, unpacked into the cache. Prints its folder.
# An apt of its own (sources, lists, status) is used: nothing of the system's apt changes.
. "$(dirname "$0")/lib.sh"

if [ -n "${ODOO_HOME:-}" ]; then
    [ -d "$ODOO_HOME/odoo" ] || die "ODOO_HOME=$ODOO_HOME has no folder odoo" "Point it at an Odoo 19 checkout."
    echo "$ODOO_HOME"
    exit 0
fi

core=$CACHE/core/$ODOO_DEB_VERSION
dist=usr/lib/python3/dist-packages
if [ -e "$core/.complete" ]; then echo "$core/$dist"; exit 0; fi

apt_dir=$CACHE/apt
debs=$CACHE/debs
log=$CACHE/log/core.log
# what the package links to; sid's versions of most of these fonts lack the files it needs
assets=(fonts-montserrat/sid fonts-font-awesome/bookworm fonts-roboto-unhinted/bookworm fonts-inconsolata/bookworm
    fonts-ocr-b/bookworm libjs-jquery/bookworm libjs-jquery-form/bookworm libjs-underscore/bookworm)

mirror() {
    if [ -n "${DEBIAN_MIRROR:-}" ]; then echo "$DEBIAN_MIRROR"; return; fi
    # the format is apt's own, not the shell's
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -v -e '-security' | grep -E '/debian/?$' | head -n 1
}
own_apt() {
    mkdir -p "$apt_dir"/{lists/partial,cache/archives/partial,etc}
    : >"$apt_dir/status"
    apt-get -q -o Dir::Etc::SourceList="$apt_dir/etc/odoo.sources" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o Dir::Etc::TrustedParts=/dev/null \
        -o Dir::State="$apt_dir" -o Dir::State::Lists="$apt_dir/lists" -o Dir::State::status="$apt_dir/status" \
        -o Dir::Cache="$apt_dir/cache" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false \
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
        -o Acquire::AllowInsecureRepositories=false -o APT::Get::AllowUnauthenticated=false \
        -o APT::Sandbox::User= "$@"
}
download() { (cd "$debs" && own_apt download "$@"); }

source_of_debian=$(mirror)
[ -n "$source_of_debian" ] || die "no Debian mirror in this system's apt sources" "Set DEBIAN_MIRROR to one."
mkdir -p "$apt_dir/etc" "$debs"
printf 'Types: deb\nURIs: %s\nSuites: bookworm sid\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$source_of_debian" >"$apt_dir/etc/odoo.sources"
say "Odoo 19: reading Debian's signed index" >&2
quiet "$log" "Debian's index could not be read" own_apt update
say "Odoo 19: downloading (about 130 MB)" >&2
rm -f "$debs"/odoo-19_*.deb
if download "odoo-19=$ODOO_DEB_VERSION" >"$log" 2>&1; then
    deb=$(ls "$debs"/odoo-19_*.deb)
    echo "$ODOO_DEB_SHA256  $deb" | sha256sum --check --quiet - ||
        die "the checksum of $deb is not the pinned one" "Remove it and run again; if it stays wrong, do not use it."
else
    say "Odoo 19: version $ODOO_DEB_VERSION is gone from Debian; taking the newest signed one" >&2
    quiet "$log" "odoo-19 could not be downloaded" download odoo-19
    deb=$(ls "$debs"/odoo-19_*.deb)
fi
quiet "$log" "fonts and scripts that Odoo links to could not be downloaded" download "${assets[@]}"

say "Odoo 19: unpacking" >&2
rm -rf "$core" "$core.tmp"
mkdir -p "$core.tmp"
# dist-packages/addons is a code-only duplicate; translations are 850 MB
dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$core.tmp" --wildcards --exclude="./$dist/addons" \
    --exclude="./$dist/odoo/addons/*/i18n/*.po" --exclude="./$dist/odoo/addons/*/i18n/*.pot" \
    --exclude="./$dist/odoo/addons/*/i18n_extra/*"
for other in "$debs"/*.deb; do
    [ "$other" = "$deb" ] || dpkg-deb -x "$other" "$core.tmp"
done
# Debian strips this file, and every backend page would log an error; only background blur in calls needs it
stub=$core.tmp/$dist/odoo/addons/mail/static/lib/selfie_segmentation
mkdir -p "$stub"
[ -e "$stub/selfie_segmentation.js" ] ||
    echo 'window.SelfieSegmentation = class { setOptions() {} onResults() {} async initialize() {} async send() {} reset() {} async close() {} };' >"$stub/selfie_segmentation.js"
mkdir -p "$(dirname "$core")"
mv "$core.tmp" "$core"
touch "$core/.complete"
rm -rf "$debs" "$apt_dir"
echo "$core/$dist"
