{
    "name": "Assistance: appeals",
    "summary": "A rejected application is decided again, by officers who took no part in it",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_assistance_follow"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_assistance_appeal_rules.xml",
        "data/g2p_document_type_data.xml",
        "views/g2p_assistance_appeal_views.xml",
        "views/g2p_assistance_application_views.xml",
        "views/g2p_assistance_settings_views.xml",
        "views/menus.xml",
    ],
}
