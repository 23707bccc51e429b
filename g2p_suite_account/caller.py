"""The sender of the request that this thread answers."""

import threading

from odoo.http import request

#: on the thread: (begin of the request, address of its sender)
NOTE = "g2p_caller"


def note():
    """Remember the sender: Odoo hides the request from calls by RPC, and so its own brake does not
    count their passwords."""
    thread = threading.current_thread()
    setattr(thread, NOTE, (getattr(thread, "perf_t0", None), request.httprequest.remote_addr))


def address():
    """The sender's address; empty where it is not known, None outside of requests."""
    if request:
        return request.httprequest.remote_addr or ""
    thread = threading.current_thread()
    begun = getattr(thread, "perf_t0", None)  # Odoo's, new for each request
    if begun is None:
        return None
    noted, found = getattr(thread, NOTE, (None, ""))
    return found or "" if noted == begun else ""
