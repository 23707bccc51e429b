{
    "name": "Assistance: test of independent addons",
    "version": "19.0.1.0.0",
    "summary": "Cases with areas, criteria, issue orders, links and notifications; only for tests.",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "Hidden/Tests",
    "depends": [
        "g2p_assistance_area",
        "g2p_assistance_assessment",
        "g2p_assistance_queue",
        "g2p_document_viewer",
        "g2p_voucher_batch",
        "g2p_voucher_delivery",
        "g2p_approval_notify",
        "g2p_suite_export",
    ],
}
