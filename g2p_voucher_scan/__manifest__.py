{
    "name": "Assistance: voucher scanner",
    "summary": "A scanner page for any phone, also offline; keys and verification for programs",
    "version": "19.0.1.0.0",
    "category": "OpenG2P",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "license": "LGPL-3",
    "depends": ["g2p_voucher_qr"],
    "data": [
        "security/ir.model.access.csv",
        "views/scan_templates.xml",
    ],
}
