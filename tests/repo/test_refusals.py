"""No refusal names a person: Odoo logs refusals, and logs contain only ids."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAYING = {"name", "display_name", "login", "email", "phone"}
PERSON = re.compile(
    r"users?|officers?|old|new|acting|caller|partner|holder|beneficiary|registrant|person|member"
    r"|requester|applicant|staff|payer|issuer|.*(user|partner|registrant|officer|applicant|_by)_id"
)


def _is_person(node):
    """Whether an expression is a user or a contact, judging by its last name."""
    if isinstance(node, ast.Subscript):
        return _is_person(node.value)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and _is_person(node.func.value)
    word = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    word = word.removesuffix("_sudo")
    return bool(PERSON.fullmatch(word))


def _named(tree):
    """(line, value) of every person whose name is put into a message."""
    for node in ast.walk(tree):
        called = getattr(node, "func", None)
        if getattr(called, "attr", getattr(called, "id", "")) != "_":
            continue
        for value in (keyword.value for keyword in node.keywords):
            says = isinstance(value, ast.Attribute) and value.attr in SAYING
            if says and _is_person(value.value):
                yield value.lineno, ast.unparse(value)


def _files():
    for folder in ("models", "wizards", "controllers"):
        yield from sorted(ROOT.glob(f"g2p_*/{folder}/*.py"))


#: not refusals, but labels for users who may read the record; a document
LABELS = {
    ("g2p_document_intake.py", "old_sudo.name"),
    ("g2p_approval_delegation.py", "delegation.user_id.name"),
    ("g2p_approval_delegation.py", "delegation.delegate_id.name"),
}


def test_no_sentence_names_a_person():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {value}"
        for path in _files()
        for line, value in _named(ast.parse(path.read_text()))
        if (path.name, value) not in LABELS
    ]
    assert found == []


def test_the_search_finds_what_it_looks_for():
    planted = ast.parse(
        'raise UserError(self.env._("%(a)s", a=officer.name, b=case.user_id.login, c=voucher.name,'
        " d=record.sudo().partner_id.display_name))"
    )
    assert [value for _line, value in _named(planted)] == [
        "officer.name",
        "case.user_id.login",
        "record.sudo().partner_id.display_name",
    ]
