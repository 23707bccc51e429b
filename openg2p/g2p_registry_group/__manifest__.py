{
    "name": "OpenG2P Registry: groups (stand-in)",
    "summary": "Households and other groups in the registry",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_registry_base"],
    "data": [
        "security/ir.model.access.csv",
        "data/g2p_group_kind_data.xml",
        "views/res_partner_views.xml",
        "views/g2p_group_kind_views.xml",
    ],
}
