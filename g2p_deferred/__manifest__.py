{
    "name": "Assistance: deferred work",
    "summary": "One queue for work that takes longer than a request, done by Odoo's scheduler",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_suite_base"],
    "data": [
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/g2p_deferred_views.xml",
    ],
}
