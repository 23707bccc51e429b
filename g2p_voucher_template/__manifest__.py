{
    "name": "Assistance: printing vouchers",
    "summary": "Voucher templates with checks and preview, and their PDF pages",
    "version": "19.0.1.0.0",
    "category": "OpenG2P",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "license": "LGPL-3",
    "depends": ["g2p_programs", "g2p_suite_page"],
    "external_dependencies": {"python": ["qrcode", "tinycss2"]},
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_voucher_template_rules.xml",
        # the data's templates are rendered when they are created
        "views/holder_side_templates.xml",
        "data/g2p_voucher_template_data.xml",
        "views/g2p_voucher_template_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": ["g2p_voucher_template/static/src/fields/**/*"],
    },
}
