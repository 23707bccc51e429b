{
    "name": "Assistance: providers decided in stages",
    "summary": "A procedure decides the bank account and the activation of a provider",
    "version": "19.0.1.0.0",
    "category": "OpenG2P",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "license": "LGPL-3",
    "depends": ["g2p_provider_account", "g2p_multistage_approval"],
    "auto_install": True,
    "data": ["views/g2p_provider_change_views.xml"],
}
