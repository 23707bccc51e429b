{
    "name": "Assistance: the case on one screen",
    "summary": "Facts, documents and what is known of a case beside each other, to decide on",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_assistance_assessment", "g2p_assistance_follow"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_assistance_case_rules.xml",
        "wizards/g2p_assistance_compare_views.xml",
        "wizards/g2p_approval_decide_views.xml",
        "views/block_templates.xml",
        "views/g2p_assistance_application_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["g2p_assistance_case/static/src/scss/case.scss"],
    },
}
