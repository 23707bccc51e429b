{
    "name": "Assistance: own questions of a type",
    "summary": "Each kind of assistance asks its own questions, made without code",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_immediate_assistance"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_assistance_question_rules.xml",
        "views/g2p_assistance_question_views.xml",
        "views/g2p_assistance_type_views.xml",
        "views/g2p_assistance_application_views.xml",
    ],
}
