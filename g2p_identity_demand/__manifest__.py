{
    "name": "Assistance: proof of identity",
    "summary": "A programme says when people show with an ID who they are: before they start, "
    "submit or receive",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_self_service", "g2p_voucher_delivery"],
    "data": [
        "security/g2p_voucher_rules.xml",
        "views/g2p_assistance_application_views.xml",
        "views/g2p_assistance_settings_views.xml",
        "views/page_templates.xml",
    ],
    "post_init_hook": "post_init_hook",
}
