{
    "name": "Assistance: answers that are known",
    "summary": "A new application begins with what the registry or an earlier one knows",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_assistance_question"],
    "data": ["views/g2p_assistance_application_views.xml"],
}
