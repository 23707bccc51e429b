{
    "name": "Assistance: reimbursement",
    "summary": "Claims of service providers over redeemed vouchers, their approval "
    "in stages and their payment",
    "version": "19.0.1.0.0",
    "category": "OpenG2P",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "license": "LGPL-3",
    "depends": ["g2p_voucher_qr", "g2p_multistage_approval"],
    "data": [
        "security/g2p_reimbursement_groups.xml",
        "security/ir.model.access.csv",
        "security/g2p_reimbursement_rules.xml",
        "data/ir_sequence_data.xml",
        "views/g2p_claim_payment_views.xml",
        "views/g2p_claim_payment_batch_views.xml",
        "views/g2p_claim_payment_confirm_views.xml",
        "views/g2p_reimbursement_claim_views.xml",
        "views/menus.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "application": True,
}
