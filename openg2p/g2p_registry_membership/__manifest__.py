{
    "name": "OpenG2P Registry: membership (stand-in)",
    "summary": "Members of groups",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_registry_individual", "g2p_registry_group"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_group_membership_rules.xml",
        "data/g2p_group_membership_kind_data.xml",
        "views/g2p_group_membership_views.xml",
        "views/res_partner_views.xml",
    ],
}
