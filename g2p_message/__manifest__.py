{
    "name": "Assistance: messages",
    "summary": "Neutral e-mails and text messages about events, with the office's own texts",
    "version": "19.0.1.1.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_deferred", "g2p_sms", "mail"],
    "data": [
        "security/g2p_message_groups.xml",
        "security/ir.model.access.csv",
        "security/g2p_message_rules.xml",
        "data/g2p_message_mail.xml",
        "views/g2p_message_views.xml",
        "views/g2p_message_text_views.xml",
        "views/res_company_views.xml",
    ],
}
