{
    "name": "Assistance: text messages",
    "summary": "One SMS gateway for all addons and for Odoo itself, a setting of the server",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_suite_base", "sms"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_sms_try_rules.xml",
        "wizards/g2p_sms_try_views.xml",
    ],
}
