{
    "name": "Assistance: following a case",
    "summary": "The course of a case in plain words, the promised time, replies and withdrawal",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_immediate_assistance", "g2p_document_viewer"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_assistance_follow_rules.xml",
        "wizards/g2p_document_refuse_views.xml",
        "views/g2p_assistance_application_views.xml",
        "views/g2p_assistance_application_document_views.xml",
    ],
}
