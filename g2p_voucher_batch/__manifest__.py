{
    "name": "Assistance: issue orders of vouchers",
    "summary": "Issues or reissues thousands of vouchers in a queue, and automatically",
    "version": "19.0.1.1.0",
    "category": "OpenG2P",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "license": "LGPL-3",
    "depends": ["g2p_voucher_qr"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_voucher_batch_rules.xml",
        "views/g2p_voucher_batch_views.xml",
        "views/g2p_voucher_key_views.xml",
        "views/g2p_entitlement_manager_views.xml",
        "views/menus.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": ["g2p_voucher_batch/static/src/fields/**/*"],
    },
}
