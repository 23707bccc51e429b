{
    "name": "Assistance: the work queue of cases",
    "summary": "One queue: urgency, time left, place, who has the case, and what to issue",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_approval_queue", "g2p_immediate_assistance"],
    "data": [
        "views/g2p_assistance_application_views.xml",
        "views/g2p_assistance_queue_views.xml",
    ],
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
