{
    "name": "Assistance: pre-check",
    "summary": "People try with a few questions whether a kind of assistance is for them",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_assistance_catalogue"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_assistance_precheck_rules.xml",
        "views/g2p_assistance_precheck_views.xml",
        "views/g2p_assistance_type_views.xml",
        "views/precheck_templates.xml",
    ],
}
