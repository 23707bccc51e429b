{
    "name": "Assistance: beneficiary portal",
    "summary": "Apply for assistance from a phone, follow it, get the voucher",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_immediate_assistance", "g2p_suite_account", "portal", "auth_signup"],
    "data": [
        "data/auth_signup_data.xml",
        "views/g2p_assistance_type_views.xml",
        "views/layout_templates.xml",
        "views/public_templates.xml",
        "views/step_templates.xml",
        "views/status_templates.xml",
        "views/voucher_templates.xml",
    ],
}
