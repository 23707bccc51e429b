{
    "name": "Assistance: trying approval procedures",
    "summary": "Simulates a procedure for a record or an amount; nothing is submitted",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_multistage_approval"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_approval_simulate_rules.xml",
        "wizards/g2p_approval_simulate_views.xml",
        "views/g2p_approval_policy_views.xml",
    ],
}
