{
    "name": "Assistance: notifications of approvals",
    "summary": "To-dos on the cases, and an hourly e-mail to officers with new cases",
    "version": "19.0.1.1.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_multistage_approval"],
    "auto_install": True,
    "data": ["data/ir_cron_data.xml"],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
