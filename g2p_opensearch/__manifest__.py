{
    "name": "Assistance: analytics",
    "summary": "Pseudonymous documents of cases, vouchers and claims for OpenSearch and its "
    "dashboards",
    "version": "19.0.1.1.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_assistance_area", "g2p_assistance_report", "g2p_reimbursement"],
    "data": [
        "security/ir.model.access.csv",
        "data/g2p_search_data.xml",
        "data/ir_cron_data.xml",
        "views/g2p_area_views.xml",
        "views/g2p_search_letter_views.xml",
        "views/g2p_search_check_views.xml",
        "views/g2p_search_connection_views.xml",
        "views/menus.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
