"""Every manifest is complete and names every file that Odoo should load."""

import re

import pytest
from sources import DEMO, find_addons

ADDONS = find_addons()
REQUIRED = {"name", "summary", "version", "license", "author", "website", "category", "depends"}
#: folders whose files are loaded only by the manifest
LOADED = ("data", "demo", "report", "security", "views", "wizard", "wizards")

every_addon = pytest.mark.parametrize("addon", ADDONS.values(), ids=lambda addon: addon.name)


def _listed(addon):
    return [*addon.manifest.get("data", []), *addon.manifest.get("demo", [])]


def _lacking(addon):
    """Messages on errors in the list of files."""
    listed = _listed(addon)
    loadable = [f for name in LOADED for f in (addon.path / name).rglob("*")]
    on_disk = {str(f.relative_to(addon.path)) for f in loadable if f.suffix in {".xml", ".csv"}}
    yield from (f"named twice: {name}" for name in {n for n in listed if listed.count(n) > 1})
    yield from (f"no such file: {n}" for n in listed if not (addon.path / n).is_file())
    yield from (f"not loaded: {name}" for name in sorted(on_disk - set(listed)))


@every_addon
def test_the_required_keys_are_there(addon):
    assert REQUIRED - addon.manifest.keys() == set()
    assert all(addon.manifest[key] for key in REQUIRED)


@every_addon
def test_version_and_license(addon):
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", addon.manifest["version"])
    assert addon.manifest["license"] == "LGPL-3"


@every_addon
def test_the_list_of_files_is_that_of_the_disk(addon):
    assert list(_lacking(addon)) == []


@every_addon
def test_access_rights_are_loaded_before_views(addon):
    folders = [name.split("/")[0] for name in _listed(addon)]
    assert "security" not in folders[folders.count("security") :]


@every_addon
def test_the_assets_exist(addon):
    paths = [path for bundle in addon.manifest.get("assets", {}).values() for path in bundle]
    own = [path for path in paths if isinstance(path, str) and path.startswith(addon.name + "/")]
    assert [path for path in own if not list(addon.path.parent.glob(path))] == []


@every_addon
def test_addons_of_the_suite_have_a_readme(addon):
    needed = not addon.stand_in and addon.name != DEMO
    assert not needed or (addon.path / "README.rst").is_file()


# === Planted === #


def test_missing_duplicate_and_forgotten_files_are_found(tmp_path):
    addon = tmp_path / "g2p_voucher_qr"
    (addon / "views").mkdir(parents=True)
    (addon / "views" / "forgotten.xml").write_text("<odoo/>")
    (addon / "views" / "twice.xml").write_text("<odoo/>")
    data = ["views/twice.xml", "views/twice.xml", "views/gone.xml"]
    (addon / "__manifest__.py").write_text(repr({"data": data}))
    assert list(_lacking(find_addons(tmp_path)["g2p_voucher_qr"])) == [
        "named twice: views/twice.xml",
        "no such file: views/gone.xml",
        "not loaded: views/forgotten.xml",
    ]
