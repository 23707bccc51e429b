{
    "name": "Assistance: test of addons that do not know each other",
    "version": "19.0.1.0.0",
    "summary": "Cases beside issue orders and notifications; for tests only.",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "Hidden/Tests",
    "depends": ["g2p_immediate_assistance", "g2p_voucher_batch", "g2p_approval_notify"],
}
