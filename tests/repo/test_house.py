"""The rules of CONTRIBUTING.md on the form of files hold for all of them."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
from sources import DEMO, find_addons

ROOT = Path(__file__).resolve().parents[2]
ADDONS = find_addons()
KINDS = ("COMPUTE", "CHECKS", "CRUD", "ACTIONS", "PUBLIC", "BUSINESS", "HOOKS", "CRON", "HELPERS")
MARK = re.compile(r"^[ \t]*(#|//) ?={2,}(?!=)(.*)$", re.MULTILINE)
RIGHT_MARK = re.compile(r" ([^=\n]+) === (#|//)")
ACRONYMS = {"HTML", "PDF", "XML", "CRUD", "PIN", "RPC", "QR", "ID", "SMS", "DELETE", "A"}
WIDTH = 100
#: pages with longer lines; benchmarks.md is written by `make bench`
WIDE = {"CHANGELOG.md", "docs/benchmarks.md"}

every_addon = pytest.mark.parametrize("addon", ADDONS.values(), ids=lambda addon: addon.name)


def _files(*patterns):
    """Files that git tracks, or would track."""
    command = ["git", "ls-files", "-co", "--exclude-standard", *patterns]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).exists()]


# === Names === #


@every_addon
def test_manifests_have_one_scheme_of_names(addon):
    scheme = r"OpenG2P .+ \(stand-in\)" if addon.stand_in else r"Assistance: [a-z].+"
    assert re.fullmatch(scheme, addon.manifest["name"])


@every_addon
def test_the_title_of_a_readme_is_the_addons_name(addon):
    page = addon.path / "README.rst"
    titles = page.read_text().splitlines()[1:2] if page.exists() else [addon.manifest["name"]]
    assert titles == [addon.manifest["name"]]


def _unlike_the_house(addon):
    """Names of classes with another prefix; stand-ins use some of OpenG2P's names."""
    for cls in addon.classes:
        name = cls.node.name
        is_own = cls.model.startswith("g2p.") and not addon.stand_in
        if (is_own or name[:3].upper() == "G2P") and not name.startswith("G2P"):
            yield name


@every_addon
def test_classes_have_one_prefix(addon):
    assert list(_unlike_the_house(addon)) == []


# === One home === #

#: features of the floor, and patterns of hand-written copies
FLOOR = {
    "g2p_suite_base/tools/actions.py": r'"type": "ir\.actions\.|"type": (CLIENT|WINDOW)',
    "g2p_suite_base/tools/rows.py": r"\bFOR (NO KEY )?UPDATE\b",
    "g2p_suite_base/tools/own_config.py": r"\bconfigparser\b",
    "g2p_suite_page/controllers/portal_page.py": r"\bwebsite=True\b",
}
#: files outside the floor that may have it: the next or old rows are chosen and locked in one
#: query
BESIDE = {
    "g2p_suite_base/tools/rows.py": {
        "g2p_deferred_work.py",
        "g2p_search_outbox.py",
        "g2p_sign_in_transaction.py",
    }
}


def _by_hand(addon, pattern):
    """Files of an addon with the pattern, without its tests."""
    own = [path for path, _tree in addon.python if "tests" not in path.parts]
    return {path for path in own if re.search(pattern, path.read_text())}


@pytest.mark.parametrize("home", FLOOR)
def test_features_of_the_floor_are_not_written_by_hand(home):
    addon, _slash, way = home.partition("/")
    floor = ADDONS[addon].path / way
    suite = [addon for addon in ADDONS.values() if not addon.stand_in]
    found = set().union(*(_by_hand(addon, FLOOR[home]) for addon in suite))
    assert floor in found  # otherwise the pattern finds nothing
    others = {path.name for path in found - {floor}}
    assert others == BESIDE.get(home, set())


# === Icons === #


def _web_icons(addon):
    for _path, root in addon.xml:
        for menu in root.iter("menuitem"):
            if not menu.get("parent"):
                yield menu.get("web_icon")


@every_addon
def test_an_application_has_an_icon_of_its_own(addon):
    shown = {icon for icon in _web_icons(addon) if addon.name != DEMO}
    assert shown <= {f"{addon.name},static/description/icon.png"}
    if shown or addon.manifest.get("application"):
        icon = addon.path / "static" / "description" / "icon.png"
        assert icon.read_bytes().startswith(b"\x89PNG")
        others = [other.path for other in ADDONS.values() if other is not addon]
        twins = [path / icon.relative_to(addon.path) for path in others]
        assert icon.read_bytes() not in [twin.read_bytes() for twin in twins if twin.exists()]


# === Inside files === #


def test_templates_do_not_bypass_access_rights():
    found = [
        path for path in _files("*.xml") if re.search(r"\bsudo\(|\bwith_user\(", path.read_text())
    ]
    assert found == []


ELEVATION = re.compile(r"\.sudo\(\)|with_user\(SUPERUSER_ID|su=True")


def unexplained(text):
    """Lines that elevate without ``# sudo: why`` in the statement or in the comment above it.

    >>> unexplained("# sudo: names only\\na = b.sudo()\\nc = d.sudo()  # sudo: as above\\n")
    []
    >>> unexplained("# a name\\na = b.sudo()\\n\\nc(\\n    d.sudo(),\\n)\\n")
    [2, 5]
    """
    lines = text.splitlines()
    starts = {
        line: node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt) and not hasattr(node, "body")
        for line in range(node.lineno, node.end_lineno + 1)
    }
    found = []
    for at, line in enumerate(lines, 1):
        if ELEVATION.search(line.split("  #")[0]) and not line.lstrip().startswith("#"):
            first = starts.get(at, at)
            above = first - 1
            while above and lines[above - 1].lstrip().startswith("#"):
                above -= 1
            if not any("# sudo" in near for near in lines[above:at]):
                found.append(at)
    return found


@every_addon
def test_each_elevation_says_why(addon):
    own = [path for path, _tree in addon.python if "tests" not in path.parts]
    lines = [(path.name, at) for path in own for at in unexplained(path.read_text())]
    assert addon.stand_in or addon.name == DEMO or lines == []


def test_an_elevation_without_a_reason_is_found():
    assert unexplained("# a name\na = b.sudo()\n\nc(\n    d.with_user(SUPERUSER_ID),\n)\n") == [
        2,
        5,
    ]
    assert (
        unexplained("# sudo: names only\na = b.sudo()\nif c.sudo():  # sudo: as above\n    pass\n")
        == []
    )


def wrong_marks(text):
    """The section marks of neither kind.

    >>> wrong_marks("# === CRUD === #\\n    # === HOOKS: of it === #\\n// === The end === //\\n")
    []
    >>> wrong_marks("# === Hooks === #\\n# === LINKS === #\\n# === the end === #\\n#=== A ===#\\n")
    ['Hooks', 'LINKS', 'the end', '#=== A ===#']
    """
    wrong = []
    for whole in MARK.finditer(text):
        right = RIGHT_MARK.fullmatch(whole[2])
        if (
            not right
            or right[2] != whole[1]
            or not whole[0].lstrip().startswith(f"{whole[1]} === ")
        ):
            wrong.append(whole[0].strip())
        elif not _is_of_a_kind(right[1]):
            wrong.append(right[1])
    return wrong


def _is_of_a_kind(words):
    head = words.split(":")[0]
    if head.upper() in KINDS:
        return head in KINDS
    shouted = set(re.findall(r"\b[A-Z]{2,}\b", words)) - ACRONYMS
    return not shouted and not words[0].islower()


def test_section_marks_have_one_vocabulary():
    files = _files("*.py", "*.js", "*.mjs", "*.scss")
    found = {str(path.relative_to(ROOT)): wrong_marks(path.read_text()) for path in files}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_a_wrong_mark_is_found():
    assert wrong_marks("# === CRUD: only the store === #\n    # === The end === #\n") == []
    assert wrong_marks("# === Crud === #\n# === LINKS === #\n#=== CRUD ===#\n// === It === #") == [
        *("Crud", "LINKS", "#=== CRUD ===#", "// === It === #"),
    ]


# === Pages === #


def _is_wide(path):
    lines = re.sub(r"^( *)```.*?^\1```$", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    return any(
        len(line) > WIDTH
        and " " in line[:WIDTH].strip(" *-#")
        and not line.lstrip().startswith("|")
        for line in lines.splitlines()
    )


def test_pages_have_short_lines():
    pages = {str(path.relative_to(ROOT)) for path in _files("*.md") if _is_wide(path)}
    assert pages == WIDE


def test_decisions_are_numbered_in_order():
    folder = ROOT / "docs" / "decisions"
    records = [path.name for path in sorted(folder.glob("[0-9]*.md"))]
    listed = re.findall(
        r"^\| (\d+) \| \[.+?\]\((.+?)\)", (folder / "README.md").read_text(), re.MULTILINE
    )
    assert [name for _number, name in listed] == records
    assert [int(number) for number, _name in listed] == list(range(1, len(records) + 1))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))


@pytest.mark.parametrize(
    "name", ["LICENSE", "LICENSE.GPL-3", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
)
def test_the_files_for_newcomers_exist(name):
    assert len((ROOT / name).read_text()) > 1000


# === Tools === #


def test_the_hooks_are_the_linters_in_the_same_versions():
    config = (ROOT / ".pre-commit-config.yaml").read_text()
    lock = (ROOT / "requirements-lint.lock").read_text()
    package = json.loads((ROOT / "scripts" / "lint" / "package.json").read_text())
    wanted = set(re.findall(r"^[\w-]+==[\w.]+$", lock, re.MULTILINE))
    wanted |= {f"{name}@{version}" for name, version in package["devDependencies"].items()}
    named = re.findall(r"additional_dependencies: \[(.+)\]", config)
    assert set(re.findall(r'"([^"]+)"', ",".join(named))) == wanted


def test_hosted_ci_runs_the_documented_commands():
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    commands = re.search(r"command: \[(.+)\]", text)[1]
    assert re.findall(r'"(.+?)"', commands) == [".ci/run", "make coverage", "make test-outside"]
    assert "run: ${{ matrix.command }}" in text
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
