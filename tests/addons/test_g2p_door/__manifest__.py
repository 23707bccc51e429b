{
    "name": "Assistance: test of the door",
    "version": "19.0.1.0.0",
    "summary": "Codes, IDs, and programmes that demand a proof; only for tests.",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "Hidden/Tests",
    "depends": ["g2p_identity_demand", "g2p_sign_in_code", "g2p_sign_in_oidc"],
}
