{
    "name": "Assistance: the queue of approvals",
    "summary": "Take a case, see the time that is left, decide, and the next case opens",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_multistage_approval", "web"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_approval_queue_rules.xml",
        "data/g2p_approval_next_data.xml",
        "wizards/g2p_approval_bulk_views.xml",
        "wizards/g2p_approval_reassign_case_views.xml",
        "views/g2p_approval_step_views.xml",
        "views/g2p_approval_policy_views.xml",
        "views/g2p_approval_request_views.xml",
        "views/res_company_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["g2p_approval_queue/static/src/queue/*"],
    },
}
