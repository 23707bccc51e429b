"""The allowed dependencies between addons, and the references in an addon's files."""

import ast
import re

from sources import DEMO, model_owners, strings, xml_strings

#: addon -> allowed direct dependencies; ``g2p_opensearch`` has its place before it exists
MAY_DEPEND = {
    "g2p_registry_base": {"base", "mail", "contacts", "web", "portal"},
    "g2p_registry_individual": {"g2p_registry_base"},
    "g2p_registry_group": {"g2p_registry_base"},
    "g2p_registry_membership": {"g2p_registry_individual", "g2p_registry_group"},
    "g2p_programs": {"g2p_registry_membership"},
    "g2p_suite_base": {"mail"},
    "g2p_suite_export": {"g2p_suite_base", "web"},
    "g2p_suite_page": {"g2p_suite_base"},
    "g2p_suite_account": {"g2p_suite_page", "portal", "auth_signup", "auth_password_policy"},
    "g2p_deferred": {"g2p_suite_base"},
    "g2p_sms": {"g2p_suite_base", "sms"},
    "g2p_deferred_queue": {"g2p_deferred"},
    "g2p_message": {"g2p_deferred", "g2p_sms", "mail"},
    "g2p_message_contact": {"g2p_message", "g2p_sign_in_code"},
    "g2p_assistance_message": {
        "g2p_message",
        "g2p_assistance_appeal",
        "g2p_reimbursement",
        "g2p_approval_notify",
        "g2p_suite_account",
        "g2p_voucher_hold",
    },
    "g2p_document_store": {"g2p_suite_page"},
    "g2p_document_viewer": {"g2p_document_store", "g2p_deferred"},
    "g2p_multistage_approval": {"g2p_deferred", "g2p_suite_base", "resource"},
    "g2p_approval_notify": {"g2p_multistage_approval"},
    "g2p_approval_simulate": {"g2p_multistage_approval"},
    "g2p_approval_queue": {"g2p_multistage_approval", "web"},
    "g2p_registry_ext": {"g2p_registry_membership", "g2p_document_store", "g2p_suite_base"},
    "g2p_voucher_key": {"g2p_registry_base", "g2p_suite_base"},
    # the server's secret is in the addon of the keys
    "g2p_sign_in_oidc": {
        "g2p_registry_ext",
        "g2p_suite_account",
        "g2p_voucher_key",
        "auth_signup",
    },
    "g2p_sign_in_code": {
        "g2p_suite_account",
        "g2p_registry_ext",
        "g2p_deferred",
        "g2p_sms",
        "g2p_voucher_key",
    },
    "g2p_voucher_template": {"g2p_programs", "g2p_suite_page"},
    "g2p_voucher_qr": {
        "g2p_programs",
        "g2p_deferred",
        "g2p_document_store",
        "g2p_suite_base",
        "g2p_voucher_key",
        "g2p_voucher_template",
    },
    "g2p_voucher_batch": {"g2p_voucher_qr"},
    "g2p_voucher_hold": {"g2p_voucher_qr"},
    "g2p_provider_account": {"g2p_voucher_qr"},
    "g2p_provider_account_approval": {"g2p_provider_account", "g2p_multistage_approval"},
    "g2p_voucher_scan": {"g2p_voucher_qr"},
    "g2p_voucher_delivery": {"g2p_voucher_qr", "g2p_sms"},
    "g2p_immediate_assistance": {
        "g2p_registry_ext",
        "g2p_multistage_approval",
        "g2p_voucher_qr",
        "portal",
    },
    "g2p_assistance_area": {"g2p_assistance_report"},
    "g2p_assistance_question": {"g2p_immediate_assistance"},
    "g2p_assistance_queue": {"g2p_approval_queue", "g2p_immediate_assistance"},
    "g2p_assistance_prefill": {"g2p_assistance_question"},
    "g2p_reimbursement": {"g2p_voucher_qr", "g2p_multistage_approval"},
    "g2p_provider_pattern": {"g2p_reimbursement"},
    "g2p_assistance_follow": {"g2p_immediate_assistance", "g2p_document_viewer"},
    "g2p_assistance_assessment": {"g2p_immediate_assistance"},
    "g2p_assistance_case": {"g2p_assistance_follow", "g2p_assistance_assessment"},
    "g2p_assistance_appeal": {"g2p_assistance_follow"},
    "g2p_self_service": {
        "g2p_assistance_appeal",
        "g2p_assistance_prefill",
        "g2p_suite_account",
        "portal",
        "auth_signup",
    },
    "g2p_assistance_catalogue": {"g2p_self_service"},
    "g2p_assistance_precheck": {"g2p_assistance_catalogue"},
    "g2p_identity_demand": {"g2p_self_service", "g2p_voucher_delivery"},
    "g2p_service_provider": {
        "g2p_reimbursement",
        "g2p_suite_account",
        "g2p_voucher_hold",
        "g2p_voucher_scan",
        "portal",
    },
    "g2p_provider_staff": {"g2p_service_provider"},
    "g2p_assistance_report": {"g2p_immediate_assistance"},
    "g2p_opensearch": {"g2p_assistance_area", "g2p_assistance_report", "g2p_reimbursement"},
    "g2p_assistance_dashboard": {
        "g2p_assistance_report",
        "g2p_reimbursement",
        "spreadsheet_dashboard",
    },
    DEMO: {
        "g2p_self_service",
        "g2p_assistance_catalogue",
        "g2p_assistance_precheck",
        "g2p_assistance_message",
        "g2p_service_provider",
        "g2p_provider_staff",
        "g2p_sign_in_oidc",
        "g2p_sign_in_code",
        "g2p_voucher_batch",
        "g2p_voucher_delivery",
        "g2p_approval_notify",
        "g2p_approval_simulate",
        "g2p_assistance_area",
        "g2p_assistance_assessment",
        "g2p_assistance_case",
        "g2p_assistance_queue",
        "g2p_assistance_report",
        "g2p_suite_export",
        "g2p_opensearch",
    },
}
#: portals: only pages, so that uninstalling one loses no row
PAGES_ONLY = {"g2p_self_service", "g2p_service_provider"}
#: libraries of other publishers that any addon may build on
THIRD_PARTY = {"queue_job"}

NAMES = "|".join(sorted(MAY_DEPEND, key=len, reverse=True))
#: "addon.xmlid", "addon/static/…", "@addon/…"
MENTION = re.compile(rf"(?<![\w.])({NAMES})[./]")
MODEL = re.compile(r"""(?:^|['"])([a-z]\w*(?:\.\w+)+)(?:['"]|$)""")
MODEL_ID = re.compile(r"\bmodel_(\w+)")


def below(addon):
    """All dependencies of an addon, direct and indirect."""
    found, todo = set(), [addon]
    while todo:
        new = MAY_DEPEND.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found


def wrong_depends(addons):
    """Messages on manifests that depend upwards or have no place."""
    for addon in addons.values():
        if addon.name not in MAY_DEPEND:
            yield f"{addon.name}: has no place in the layers"
            continue
        allowed = MAY_DEPEND[addon.name] | THIRD_PARTY
        for name in sorted(set(addon.manifest["depends"]) - allowed):
            yield f"{addon.name}/__manifest__.py: depends on {name}"


def wrong_mentions(addons):
    """Messages on files that refer to an addon that is not below theirs."""
    owners = model_owners(addons)
    ids = {model.replace(".", "_"): owner for model, owner in owners.items()}
    for addon in addons.values():
        known = below(addon.name) | {addon.name}
        for place, kind, name in _mentions(addon, owners, ids):
            if name not in known:
                yield f"{place}: {kind} of {name}"


def tables_of_portals(addons):
    """Messages on portals that define a model."""
    for name in sorted(PAGES_ONLY & addons.keys()):
        for cls in addons[name].classes:
            if cls.defines:
                yield f"{name}: defines the model {cls.name}"


def _mentions(addon, owners, ids):
    for path, tree in addon.python:
        place = f"{addon.name}/{path.relative_to(addon.path)}"
        for node in ast.walk(tree):
            for name in _imported(node):
                yield f"{place}:{node.lineno}", "import", name
        for text, line in strings(tree):
            yield from _in_text(f"{place}:{line}", text, owners, {})
    for path, text in addon.scripts:
        yield from _in_text(f"{addon.name}/{path.relative_to(addon.path)}", text, owners, {})
    for place, text in [*_xml_texts(addon), *_csv_texts(addon)]:
        yield from _in_text(place, text, owners, ids)


def _xml_texts(addon):
    for path, root in addon.xml:
        for text in xml_strings(root):
            yield f"{addon.name}/{path.relative_to(addon.path)}", text


def _csv_texts(addon):
    for path, rows in addon.csv:
        for row in rows:
            for text in row.values():
                yield f"{addon.name}/{path.relative_to(addon.path)}", text or ""


def _imported(node):
    """Addons named by an import statement."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("odoo.addons"):
        rest = node.module.split(".")[2:]
        names = rest[:1] or [alias.name for alias in node.names]
    elif isinstance(node, ast.Import):
        parts = [alias.name.split(".") for alias in node.names]
        names = [part[2] for part in parts if part[:2] == ["odoo", "addons"] and part[2:]]
    else:
        names = []
    return [name for name in names if name in MAY_DEPEND]


def _in_text(place, text, owners, ids):
    for name in MENTION.findall(text):
        yield place, f"id or path “{_around(text, name)}”", name
    for model in MODEL.findall(text):
        if model in owners:
            yield place, f"model {model}", owners[model]
    for short in MODEL_ID.findall(text):
        if short in ids:
            yield place, f"model id {short}", ids[short]


def _around(text, name):
    return re.search(rf"(?<![\w.]){name}[./][\w./]*", text)[0]
