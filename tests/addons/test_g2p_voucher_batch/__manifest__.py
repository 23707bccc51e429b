{
    "name": "Assistance: test of issue orders beside cases",
    "version": "19.0.1.0.0",
    "summary": "Cases and issue orders, neither of which knows the other; for tests only.",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "Hidden/Tests",
    "depends": ["g2p_immediate_assistance", "g2p_voucher_batch"],
}
