{
    "name": "Assistance: common floor",
    "summary": "The base of every addon of the suite: trace of changes, open matters, "
    "ties between people",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["mail"],
    "external_dependencies": {"python": ["anyascii", "phonenumbers"]},
    "data": [
        "security/g2p_suite_base_groups.xml",
        "security/ir.model.access.csv",
        "security/g2p_audit_change_rules.xml",
        "views/g2p_audit_change_views.xml",
        "views/menus.xml",
    ],
}
