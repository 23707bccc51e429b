{
    "name": "Assistance: test of answers and analytics",
    "version": "19.0.1.0.0",
    "summary": "Own questions together with the search index and the reports; only for tests.",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "Hidden/Tests",
    "depends": ["g2p_assistance_question", "g2p_opensearch"],
}
