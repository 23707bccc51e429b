"""Labels are unique beside OpenG2P: no menu, list or model has the name of one of its own."""

import pytest
from sources import ROOT, find_addons

#: menus and lists of OpenG2P 17.0-1.2 (programs) and 17.0-1.4 (registry), without the titles of
#: folders that every application has (Configuration, Reports, Settings)
MENUS = """
    Account Journals | Accounting | Accounting Journal | Beneficiary Funds | Cash Payment Managers |
    Connector | Cycle | Cycle Managers | Cycle Membership | Cycles | Dashboard Configuration |
    Data Management | Default Cycle Managers | Default Deduplication Managers |
    Default Eligibility Managers | Default Entitlement Managers | Default Payment Managers |
    Default Program Managers | Disable | District Configuration | Document Files | Document Store |
    Document Tags | Documents | Email Notification Managers | Encryption Provider |
    Encryption Providers | Entitlement Managers | Entitlements | File Payment Managers | Forms |
    Gender Types | Group Membership | Group Membership Kind | Group Types | Groups |
    ID Deduplication Managers | ID Document Eligibility Managers | ID Types | Import From Registry |
    Importer Configurations | Individuals | Journals | Managers | Payment Batch Tags |
    Payment Batches | Payment File Configs | Payment Managers | Payments | Payments Batch Tags |
    Payments File Configs | Phone Number Deduplication Managers |
    Phone Number Eligibility Managers | Phone Numbers | Program Fund Report | Program Funds |
    Program Managers | Programs | Programs Membership | Programs Membership Duplicate |
    Registrant IDs | Registrant Relationships | Registrant Tags | Registration Portal User |
    Registry | Reimbursement Programs | Reimbursements | Relationship | Relationships |
    SMS Notification Managers | VCI Issuers | Voucher Entitlement Managers
"""
#: descriptions of its models that are close to the suite's
MODELS = """
    Approval Mapping | Base Entitlement Manager | Cycle | Default Entitlement Manager |
    Entitlement | Entitlement Manager | G2P Assessment | G2P Document Tag | ID Type |
    Multi Entitlement Approval | Payment | Payment Batch | Payment File Config |
    Payment File QR Code | Payment Manager | Program | Program Manager | Program Membership |
    Program Settings | Registrant ID | Voucher Entitlement Manager
"""


def labels(text):
    return {label.strip().casefold() for label in text.split("|")}


def menus(addon):
    """The names of the addon's menus and lists, with their file."""
    for path, root in addon.xml:
        for menu in root.iter("menuitem"):
            yield menu.get("name"), path
        for record in root.iter("record"):
            name = record.find("field[@name='name']")
            if record.get("model") == "ir.actions.act_window" and name is not None:
                yield name.text, path


def models(addon):
    """The descriptions of the addon's models, with their file."""
    for cls in addon.classes:
        yield cls.description, cls.path


@pytest.mark.parametrize(("found", "taken"), [(menus, MENUS), (models, MODELS)])
def test_no_menu_or_model_has_the_name_of_one_of_openg2p(found, taken):
    suite = [addon for addon in find_addons().values() if not addon.stand_in]
    named = [pair for addon in suite for pair in found(addon)]
    assert len(named) > 30
    twice = [
        f"{path.relative_to(ROOT)}: {name}"
        for name, path in named
        if name and name.strip().casefold() in labels(taken)
    ]
    assert twice == []
