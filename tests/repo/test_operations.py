"""docs/operations.md is correct: names on the screen, scheduled actions, packages."""

import configparser
import re
import subprocess
from pathlib import Path

import documented
import pytest
import screen

ROOT = Path(__file__).resolve().parents[2]
TEXT = documented.PAGE.read_text()
#: the sentence that explains the italics
LEGEND = {"italics", "A / B / C"}
#: Odoo's name of a group
NO_WAY = {"Role / User"}
CODE = re.compile(r"^( *)```.*?^\1```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
ITALIC = re.compile(r"(?<![*\w])\*(?![\s*])([^*]+?)\*(?![*\w])")
EVERY = {(1, "hours"): "every hour", (1, "minutes"): "every minute"}


def italics(text):
    """The italic texts, each once.

    >>> italics("*One / two*, **bold**, `a * b * c`\\n* a *list*")
    ['One / two', 'list']
    """
    found = ITALIC.findall(CODE.sub("", text))
    return list(dict.fromkeys(screen.plain(words) for words in found))


def missing_on_screen(words):
    """The part of a name or menu path that is not on the screen; empty when all is."""
    parts = tuple(words.split(" / "))
    menus = screen.menus()
    way = max((parts[:n] for n in range(len(parts) + 1) if parts[:n] in menus or not n), key=len)
    if len(parts) > 1 and not way:
        return f"there is no app {parts[0]}"
    if len(parts) - len(way) > 1:
        return f"there is no menu {' / '.join(parts[: len(way) + 1])}"
    missing = [part for part in parts[len(way) :] if part not in screen.words()]
    return f"nothing is called {missing[0]}" if missing else ""


@pytest.mark.parametrize("words", italics(TEXT + (ROOT / "docs" / "keys.md").read_text()))
def test_names_in_italics_are_on_the_screen(words):
    assert words in LEGEND or not missing_on_screen(words)


def _ways():
    """(page, menu path) of every other page."""
    pages = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("g2p_*/README.rst"), ROOT / "README.md"]
    for page in sorted(set(pages) - {documented.PAGE}):
        for words in italics(page.read_text().replace(" → ", " / ")):
            if " / " in words and words not in NO_WAY:
                yield pytest.param(words, id=f"{page.parent.name}-{page.stem}-{words}")


@pytest.mark.parametrize("way", list(_ways()))
def test_every_menu_path_exists(way):
    assert not missing_on_screen(way)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Settings / Documents / Documents", "there is no menu Settings / Documents"),
        ("Voucher with a signed QR code", "nothing is called Voucher with a signed QR code"),
        ("Programs / Vouchers / Keys / Make it new", "nothing is called Make it new"),
        ("Vouchers / Keys", "there is no app Vouchers"),
        ("Programs / Vouchers / Keys / Re-encrypt", ""),
        ("Approval procedure", ""),
        ("Voucher procedure", "nothing is called Voucher procedure"),
    ],
)
def test_a_missing_name_is_found(words, why):
    assert missing_on_screen(words) == why


def _rows(heading):
    """The cells of the rows of the first table below a heading."""
    section = TEXT.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip() for line in section.splitlines() if line.strip().startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_roles_are_those_that_a_users_form_offers():
    header, _line, *rows = _rows("### As the administrator")
    fields = [cell.strip("*") for cell in header]
    named = {
        (field, cell.strip("*"))
        for row in rows
        for field, cell in zip(fields[1:], row[1:], strict=True)
        if cell
    }
    assert len(named) > 8
    assert named - screen.roles() == set()


def _scheduled():
    """{name: interval in words} of the suite's scheduled actions."""
    found = {}
    for addon in screen.find_addons().values():
        for _path, root in addon.xml:
            for record in root.iter("record"):
                if record.get("model") == "ir.cron":
                    values = {field.get("name"): field.text for field in record.iter("field")}
                    every = (int(values["interval_number"]), values["interval_type"])
                    found[values["name"]] = EVERY.get(every, "every {} {}".format(*every))
    return found


def test_every_scheduled_action_is_listed_with_its_interval():
    _header, _line, *rows = _rows("## What runs by itself")
    listed = {row[0].strip("*"): row[1] for row in rows}
    scheduled = _scheduled()
    assert sorted(listed) == sorted(scheduled)
    assert [name for name, every in scheduled.items() if every not in listed[name]] == []


def test_the_packages_are_those_that_the_scripts_install():
    script = (ROOT / "scripts" / "install_system.sh").read_text()
    wanted = re.search(r"^RUN=\((.*?)\)", script, re.MULTILINE | re.DOTALL)[1].split()
    named = documented.block("packages").replace("\\\n", " ")
    listed = re.search(r"apt-get install --no-install-recommends (.*)", named)[1].split()
    # for downloading Odoo from Debian, which an administrator does differently
    assert set(wanted) - {"debian-archive-keyring"} - set(listed) == set()
    assert {"nginx", "git"} <= set(listed)


@pytest.mark.parametrize("name", [n for n, _text in documented.blocks().items() if "." not in n])
def test_a_shell_parses_the_commands(name):
    if name != "site":
        subprocess.run(["bash", "-n"], input=documented.block(name), text=True, check=True)


def test_the_secret_can_be_changed_again_while_the_former_one_is_valid(tmp_path):
    conf = tmp_path / "odoo.conf"
    conf.write_text("[g2p_voucher_key]\nkek = first\n")
    changes = [("/etc/odoo/odoo.conf", str(conf)), ("systemctl restart odoo", "")]
    seen = []
    for _change in range(2):
        subprocess.run(["bash", "-ec", documented.block("new-secret", changes)], check=True)
        parser = configparser.ConfigParser()
        parser.read(conf)  # like Odoo: a duplicate line is an error
        seen.append(dict(parser["g2p_voucher_key"]))
    assert seen[0]["kek_former"] == "first"
    assert seen[1]["kek_former"] == seen[0]["kek"] != seen[1]["kek"]


def test_an_unexpected_block_fails_the_test():
    with pytest.raises(ValueError, match="has no “nothing of the kind”"):
        documented.block("backup", [("nothing of the kind", "")])
