{
    "name": "Assistance: sign-in pages",
    "summary": "Sign-in, sign-up, reset and second factor in the light frame of the portals, "
    "on Odoo's own accounts",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_suite_page", "portal", "auth_signup", "auth_password_policy"],
    "data": [
        "security/ir.model.access.csv",
        "data/ir_config_parameter_data.xml",
        "views/mail_templates.xml",
        "views/proof_templates.xml",
        "views/res_config_settings_views.xml",
        "views/sign_in_templates.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
