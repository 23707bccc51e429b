{
    "name": "Assistance: document viewer",
    "summary": "Photos and PDFs inside the form of a case, from images that the server draws",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_document_store", "g2p_deferred"],
    "data": [
        "security/ir.model.access.csv",
        "security/g2p_document_viewer_rules.xml",
        "data/ir_cron_data.xml",
        "views/g2p_document_views.xml",
        "views/g2p_document_download_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "assets": {
        "web.assets_backend": ["g2p_document_viewer/static/src/viewer/**/*"],
    },
}
