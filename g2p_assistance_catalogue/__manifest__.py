{
    "name": "Assistance: public catalogue",
    "summary": "Who gets a kind of assistance, and which providers take part, before people apply",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_self_service"],
    "data": [
        "views/g2p_assistance_type_views.xml",
        "views/g2p_service_provider_views.xml",
        "views/catalogue_templates.xml",
    ],
}
