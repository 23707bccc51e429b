"""The tables of docs/security.md agree with the access files."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LETTERS = {"perm_read": "R", "perm_write": "W", "perm_create": "C", "perm_unlink": "D"}
ROW = re.compile(r"^\| (g2p\.[\w.]+|(?:ir|res)\.\w+) \| ([\w.]+) \| ([RWCD]+) \|", re.MULTILINE)
MODEL = re.compile(
    r"^class \w+\(models\.Model\):\n(?:.+\n|\n)*?    _name = \"([\w.]+)\"\n((?:    .*\n)*)",
    re.MULTILINE,
)
#: a model says so itself, or has it of a mixin of what is kept
MADE_BY_CODE = re.compile(
    r'_no_user_defaults = True|"g2p\.(kept|append\.only|reimbursement\.state)\.mixin"'
)
ADDONS = sorted(path.parent.parent.name for path in ROOT.glob("g2p_*/security/ir.model.access.csv"))


def _documented(addon):
    text = (ROOT / "docs" / "security.md").read_text()
    section = re.split(r"^## ", text, flags=re.MULTILINE)
    (mine,) = [part for part in section if part.startswith(addon + "\n")]
    return {(model, group.split(".")[-1], rights) for model, group, rights in ROW.findall(mine)}


def _granted(addon):
    path = ROOT / addon / "security" / "ir.model.access.csv"
    with path.open() as stream:
        return {
            (
                row["model_id:id"].split(".")[-1].removeprefix("model_").replace("_", "."),
                row["group_id:id"].split(".")[-1],
                "".join(letter for name, letter in LETTERS.items() if row[name] == "1"),
            )
            for row in csv.DictReader(stream)
        }


@pytest.mark.parametrize("addon", ADDONS)
def test_the_matrix_agrees_with_the_access_file(addon):
    assert _granted(addon)
    assert _documented(addon) == _granted(addon)


@pytest.mark.parametrize("addon", ADDONS)
def test_no_right_is_given_without_a_group(addon):
    assert all(group for _model, group, _rights in _granted(addon))


def test_users_default_values_do_not_apply_to_records_made_by_code():
    """Odoo applies a user's default values under ``sudo()`` too."""
    makers = {m for addon in ADDONS for m, _group, rights in _granted(addon) if "C" in rights}
    open_models = []
    for path in sorted(ROOT.glob("g2p_*/models/*.py")):
        for model, head in MODEL.findall(path.read_text()):
            extends = f'"{model}"' in head  # a model of another addon, by its own name
            if not extends and model not in makers and not MADE_BY_CODE.search(head):
                open_models.append(model)
    assert open_models == []
