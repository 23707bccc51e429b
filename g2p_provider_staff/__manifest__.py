{
    "name": "Assistance: staff of service providers",
    "summary": "Roles of a provider's staff, whom its administrator invites, changes and removes",
    "version": "19.0.1.0.0",
    "category": "OpenG2P",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "license": "LGPL-3",
    "depends": ["g2p_service_provider"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_provider_staff_rules.xml",
        "views/g2p_service_provider_views.xml",
        "views/role_templates.xml",
        "views/people_templates.xml",
        "views/join_templates.xml",
    ],
    "post_init_hook": "post_init_hook",
}
