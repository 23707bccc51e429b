{
    "name": "OpenG2P Registry: base (stand-in)",
    "summary": "Registrants with IDs and phones, on a server without OpenG2P",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["base", "mail", "contacts", "web", "portal"],
    "data": [
        "security/g2p_registry_base_groups.xml",
        "security/ir.model.access.csv",
        "views/menus.xml",
        "views/g2p_registry_views.xml",
    ],
}
