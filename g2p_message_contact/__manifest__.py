{
    "name": "Assistance: messages to confirmed contacts",
    "summary": "Messages go to a person's confirmed contact, before the addresses of the account",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["g2p_message", "g2p_sign_in_code"],
    "auto_install": True,
}
