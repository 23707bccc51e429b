{
    "name": "Assistance: registry extension",
    "summary": "Portal access, consents, masked IDs, duplicate hints and households of registrants",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_registry_membership", "g2p_document_store", "g2p_suite_base"],
    "data": [
        "security/g2p_registry_ext_groups.xml",
        "security/ir.model.access.csv",
        "security/g2p_consent_rules.xml",
        "security/g2p_portal_access_rules.xml",
        "views/g2p_consent_views.xml",
        "views/g2p_portal_access_views.xml",
        "views/res_partner_views.xml",
    ],
}
