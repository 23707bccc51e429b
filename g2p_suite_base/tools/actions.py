"""Actions that buttons return; no ``env`` here.

Every action that the suite's code builds is one of these. Actions that are records are read as Odoo
reads them (``_for_xml_id``).
"""

CLIENT, WINDOW = "ir.actions.client", "ir.actions.act_window"
NOTIFICATION = "display_notification"


def notify(message, kind="success", **params):
    """A message in the corner of the page.

    :param str kind: *success*, *warning* or *danger*
    :param params: further ones of the client: ``sticky``, ``next``

    >>> notify("Done.")["params"]
    {'type': 'success', 'message': 'Done.'}
    >>> notify("Look at it.", "warning", sticky=True)["params"]["sticky"]
    True
    """
    params = {"type": kind, "message": message, **params}
    return {"type": CLIENT, "tag": NOTIFICATION, "params": params}


def dialog(title, model, res_id=False, **defaults):
    """A form in a dialog: of an existing record, or of a new one with these values.

    >>> dialog("Why?", "g2p.voucher.reason", voucher_ids=[7])["context"]
    {'default_voucher_ids': [7]}
    >>> dialog("Order", "g2p.voucher.batch", 3)["res_id"]
    3
    """
    context = {f"default_{name}": value for name, value in defaults.items()}
    return {**form(model, res_id, title), "target": "new", "context": context}


def form(model, res_id, title=""):
    """The form of a record, replacing the page.

    >>> form("res.partner", 7)["views"]
    [(False, 'form')]
    """
    action = {
        "type": WINDOW,
        "res_model": model,
        "res_id": res_id,
        "view_mode": "form",
        "views": [(False, "form")],
    }
    return {**action, "name": title} if title else action


def listing(title, model, domain):
    """A list of some records, from which each can be opened.

    >>> listing("Alike", "res.partner", [("id", "in", [7])])["domain"]
    [('id', 'in', [7])]
    """
    return {
        "type": WINDOW,
        "name": title,
        "res_model": model,
        "view_mode": "list,form",
        "views": [(False, "list"), (False, "form")],
        "domain": domain,
    }


def address(url):
    """A page or a file of the server, in a new tab.

    >>> address("/document/x")["target"]
    'new'
    """
    return {"type": "ir.actions.act_url", "url": url, "target": "new"}


def reload():
    """Reload the page.

    >>> notify("Done.", next=reload())["params"]["next"]["tag"]
    'soft_reload'
    """
    return {"type": CLIENT, "tag": "soft_reload"}


def close(outcome=None):
    """The end of a dialog: the answer of its step, after which the dialog closes.

    >>> close(), close(True) == close()
    ({'type': 'ir.actions.act_window_close'}, True)
    >>> close(notify("Done."))["params"]["next"] == close()
    True
    >>> close(address("/document/x"))["url"]
    '/document/x'
    """
    end = {"type": "ir.actions.act_window_close"}
    if not isinstance(outcome, dict):
        return end
    if outcome.get("tag") != NOTIFICATION:
        return outcome
    return {**outcome, "params": {**outcome["params"], "next": end}}
