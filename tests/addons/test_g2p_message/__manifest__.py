{
    "name": "Assistance: test of messages",
    "version": "19.0.1.0.0",
    "summary": "A case about which people get messages; only for tests.",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "Hidden/Tests",
    "depends": ["g2p_message"],
    "data": ["security/ir.model.access.csv", "security/test_message_rules.xml"],
}
