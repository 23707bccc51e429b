{
    "name": "Assistance: dashboards",
    "summary": "Demand, time, money and exceptions on Odoo's own dashboards, without a cluster",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_assistance_report", "g2p_reimbursement", "spreadsheet_dashboard"],
    "data": [
        "security/ir.model.access.csv",
        "data/spreadsheet_dashboard_data.xml",
        "views/menus.xml",
    ],
}
