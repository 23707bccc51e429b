"""What the browser tests meet in Odoo's own interface: of 19.0, or of 17.0 (E2E_SERIES)."""

import itertools
import os
import shlex

IS_17 = os.environ.get("E2E_SERIES") == "17.0"

#: the command that starts the server
ODOO = shlex.split(os.environ.get("E2E_ODOO", "odoo"))
#: address of the backend
BACKEND = "/web" if IS_17 else "/odoo"
#: address of the menus; 17.0 wants a word that keeps caches apart
MENUS = "/web/webclient/load_menus" + ("/now" if IS_17 else "")

_looks = itertools.count()

#: menus that OpenG2P offers to whom it does not let in, with the suite and without it
CLOSED_MENUS = {
    # its list asks for account.root, which OpenG2P gives to no programme manager
    "g2p_programs.menu_account_journal_prog_benf",
}


def action_address(action):
    """Address of an action in the backend.

    17.0 has the action behind a ``#``: an address before it that was never visited makes the
    browser load the page, and neither a row of another action nor a form left open is looked at.
    """
    return f"/web?look={next(_looks)}#action={action}" if IS_17 else f"/odoo/action-{action}"
