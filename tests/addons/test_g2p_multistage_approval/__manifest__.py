{
    "name": "Assistance: test of the multi-stage approval",
    "version": "19.0.1.0.0",
    "summary": "A test document that uses the approval engine; for tests only.",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "Hidden/Tests",
    "depends": ["g2p_approval_notify", "g2p_approval_queue", "g2p_approval_simulate"],
    "data": ["security/groups.xml", "security/ir.model.access.csv"],
}
