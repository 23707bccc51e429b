{
    "name": "Assistance: demonstration story",
    "summary": "One coherent story to try the suite with; never for production",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": [
        "g2p_self_service",
        "g2p_service_provider",
        "g2p_sign_in_oidc",
        "g2p_voucher_batch",
        "g2p_voucher_delivery",
        "g2p_approval_notify",
        "g2p_approval_simulate",
    ],
    "post_init_hook": "_play_story",
}
