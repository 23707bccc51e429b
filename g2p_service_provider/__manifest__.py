{
    "name": "Assistance: service provider portal",
    "summary": "Pages where a service provider checks and redeems vouchers, claims "
    "its money and follows the payment",
    "version": "19.0.1.0.0",
    "category": "OpenG2P",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "license": "LGPL-3",
    "depends": [
        "g2p_reimbursement",
        "g2p_suite_account",
        "g2p_voucher_hold",
        "g2p_voucher_scan",
        "portal",
    ],
    "data": [
        "views/layout_templates.xml",
        "views/voucher_templates.xml",
        "views/scan_templates.xml",
        "views/hold_templates.xml",
        "views/claim_templates.xml",
        "views/portal_home_templates.xml",
    ],
}
