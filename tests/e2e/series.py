"""Odoo's own interface in the browser tests: of 19.0, or of 17.0 (E2E_SERIES)."""

import itertools
import os
import shlex

IS_17 = os.environ.get("E2E_SERIES") == "17.0"

#: the command that starts the server
ODOO = shlex.split(os.environ.get("E2E_ODOO", "odoo"))
#: address of the backend
BACKEND = "/web" if IS_17 else "/odoo"
#: address of the menus; 17.0 needs a value that separates caches
MENUS = "/web/webclient/load_menus" + ("/now" if IS_17 else "")

_looks = itertools.count()

#: menus that OpenG2P shows to users without access, with the suite and without it
CLOSED_MENUS = {
    # its list reads account.root, which OpenG2P's programme managers may not
    "g2p_programs.menu_account_journal_prog_benf",
}


def action_address(action):
    """Address of an action in the backend.

    17.0 has the action behind a ``#``: a new address before it makes the browser reload the page,
    so that no row of another action and no open form remains.
    """
    return f"/web?look={next(_looks)}#action={action}" if IS_17 else f"/odoo/action-{action}"
