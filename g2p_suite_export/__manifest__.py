{
    "name": "Assistance: exports",
    "summary": "Exports of many rows about people and money ask for a reason, and all are logged",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_suite_base", "web"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_suite_export_rules.xml",
        "wizards/g2p_export_reason_views.xml",
        "views/g2p_export_log_views.xml",
        "views/res_company_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["g2p_suite_export/static/src/export_data_dialog/*"],
    },
}
