{
    "name": "Assistance: sign in with a one-time code",
    "summary": "ID number, and a code by SMS or e-mail to a contact that was confirmed before",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_suite_account", "g2p_registry_ext", "g2p_deferred", "g2p_voucher_key"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_confirmed_contact_rules.xml",
        "data/message_templates.xml",
        "views/by_code_templates.xml",
        "views/contacts_templates.xml",
        "views/g2p_confirmed_contact_views.xml",
        "views/g2p_sign_in_code_views.xml",
    ],
}
