"""The export: its addons, its target, and the conversion of each file."""

import re
import shutil
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

from . import js_source, manifest, python_fields, python_source, xml_source

HERE = Path(__file__).parent
#: on 17.0 the demonstration's story is only for browser tests
STORY = "g2p_assistance_demo"
#: folder of the addons for tests; outside Odoo's addons path unless it is named
TEST_ADDONS = "tests-addons"


def addons_in(folder):
    """Addons of the suite in a folder, without those for 19.0 only: {name: path}."""
    found = [path.parent for path in sorted(folder.glob("g2p_*/__manifest__.py"))]
    return {path.name: path for path in found if path.name not in manifest.LATER}


def test_addons_in(root):
    """Addons for tests only: {name: path}."""
    folders = [*(root / "tests" / "addons").glob("*"), root / STORY]
    return {path.name: path for path in sorted(folders) if (path / "__manifest__.py").is_file()}


class Export:
    """One export of the suite below `root` into the folder `target`."""

    def __init__(self, root, target, overlay):
        self.root, self.target, self.overlay = root, target, overlay
        self.test_addons = test_addons_in(root)
        self.addons = {n: p for n, p in addons_in(root).items() if n not in self.test_addons}
        #: "path:line: reason" of code that cannot be exported
        self.refusals = []
        self.files = 0
        #: {addon: {model: {field: names that its domain in Python reads}}}
        self.domains = {}

    def run(self):
        self._read_domains()
        for name, path in self.addons.items():
            self._addon(path, self.target / name)
        for name, path in self.test_addons.items():
            self._addon(path, self.target / TEST_ADDONS / name)
        self._overlay()
        self._shim()
        for licence in self.root.glob("LICENSE*"):  # copied with every addon
            shutil.copyfile(licence, self.target / licence.name)

    def _read_domains(self):
        """Collect the fields that views must contain, before any view is converted."""
        for name, path in {**self.addons, **self.test_addons}.items():
            self.domains[name] = defaultdict(dict)
            for source in sorted(path.rglob("*.py")):
                with suppress(SyntaxError):  # reported when the file is converted
                    for model, fields in python_fields.domains(source.read_text()).items():
                        self.domains[name][model].update(fields)

    def _domains_for(self, path):
        """Domains that an addon's views meet: its own and those of addons it depends on, not those
        that an addon above gives the same field."""
        found = defaultdict(dict)
        for name in self._and_below(path):
            for model, fields in self.domains[name].items():
                found[model] = {**fields, **found[model]}
        return found

    def _and_below(self, path):
        """Names of an addon and of the exported ones it depends on, the nearest first."""
        names, all_addons = [path.name], {**self.addons, **self.test_addons}
        for name in names:  # grows
            manifest_text = (all_addons[name] / "__manifest__.py").read_text()
            below = manifest.read(manifest_text).get("depends", ())
            names += [one for one in below if one in all_addons and one not in names]
        return names

    def _addon(self, path, target):
        domains = self._domains_for(path)
        for source in sorted(path.rglob("*")):
            relative = source.relative_to(path)
            if source.is_file() and not _is_left_out(relative):
                self._file(source, target / _series_path(relative), domains)

    def _file(self, source, target, domains):
        """Convert one file, or copy it byte by byte."""
        target.parent.mkdir(parents=True, exist_ok=True)
        self.files += 1
        replacement = self.overlay / target.relative_to(self.target)
        convert = None if replacement.is_file() else self._converter(source, target, domains)
        if not convert:
            shutil.copyfile(source, target)
            return
        try:
            text, refusals = convert(source.read_text())
        except SyntaxError as error:  # XMLSyntaxError too
            text, refusals = "", [(error.lineno or 1, f"does not parse: {error.msg}")]
        target.write_text(text)
        name = source.relative_to(self.root)
        self.refusals += [f"{name}:{line}: {why}" for line, why in refusals]

    def _converter(self, source, target, domains):
        if source.name == "__manifest__.py":
            is_for_tests = target.is_relative_to(self.target / TEST_ADDONS)
            for_tests = () if is_for_tests else tuple(self.test_addons)
            return lambda text: manifest.convert(text, self.addons, for_tests)
        if "lib" in source.parts[len(self.root.parts) :]:  # third-party code, unchanged
            return None
        return {
            ".py": python_source.convert,
            ".xml": lambda text: xml_source.convert(text, domains),
            ".js": js_source.convert,
        }.get(source.suffix)

    def _overlay(self):
        """Files that no rule can produce: overlay/<addon>/<path> replaces the exported file."""
        for source in sorted(self.overlay.rglob("*")) if self.overlay.is_dir() else ():
            relative = source.relative_to(self.overlay)
            if not source.is_file() or _is_left_out(relative):
                continue
            target = self.target / relative
            if not target.parent.is_dir():
                self.refusals.append(
                    f"{source.relative_to(self.root)}:1: no such folder is exported"
                )
                continue
            shutil.copyfile(source, target)

    def _shim(self):
        """Add the shim: the addon with features that 17.0 lacks."""
        target = self.target / manifest.SHIM
        shutil.copytree(HERE / "shim", target, ignore=shutil.ignore_patterns("__pycache__"))
        (target / "__manifest__.py").write_text(manifest.SHIM_MANIFEST)


def _is_left_out(relative):
    """Whether the file is a cache or hidden."""
    return any(part == "__pycache__" or part.startswith(".") for part in relative.parts)


def _series_path(relative):
    """Odoo finds migrations by the version of their folder."""
    return re.sub(r"^migrations/19\.0\.", "migrations/17.0.", relative.as_posix())
