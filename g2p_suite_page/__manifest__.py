{
    "name": "Assistance: frame of pages",
    "summary": "The light frame of the suite's pages: error pages, forms that lose no answer, "
    "security headers, photos made smaller on the telephone",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_suite_base"],
    "data": [
        "security/ir.model.access.csv",
        "views/error_templates.xml",
        "views/frame_templates.xml",
        "views/page_templates.xml",
        "views/res_company_views.xml",
    ],
    "pre_init_hook": "pre_init_hook",
}
