{
    "name": "Assistance: deferred work on job queues",
    "summary": "Vouchers, messages and to-dos by OCA's queue_job, on several workers and servers",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_deferred", "queue_job"],
    "data": ["data/queue_job_channel_data.xml"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
