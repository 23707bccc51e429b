{
    "name": "OpenG2P Registry: individuals (stand-in)",
    "summary": "Persons in the registry",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_registry_base"],
    "data": [
        "security/ir.model.access.csv",
        "views/res_partner_views.xml",
        "views/gender_type_views.xml",
    ],
}
