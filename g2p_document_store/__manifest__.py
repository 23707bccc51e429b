{
    "name": "Assistance: document store",
    "summary": "Every file's one way in: checked by content, owned by a record",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["base", "mail"],
    "data": [
        "security/g2p_document_store_groups.xml",
        "security/ir.model.access.csv",
        "security/g2p_document_rules.xml",
        "data/g2p_document_type_data.xml",
        "views/g2p_document_views.xml",
    ],
}
