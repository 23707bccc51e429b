"""What a button answers with; no ``env`` here."""


def notify(message, kind="success", **params):
    """A message in the corner of the page.

    :param str kind: *success*, *warning* or *danger*
    :param params: as the client takes them: ``sticky``, ``next``

    >>> notify("Done.")["params"]
    {'type': 'success', 'message': 'Done.'}
    >>> notify("Look at it.", "warning", sticky=True)["params"]["sticky"]
    True
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, "message": message, **params},
    }
