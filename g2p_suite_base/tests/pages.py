"""What tests of pages share."""

from odoo.tests.common import HOST


class OneSession:
    """The browser of a test holds one session, as a person's does.

    On 17.0 ``authenticate`` keeps its cookie for every host, beside the one that the server sends
    later: both would be sent then, and the former one be read.
    """

    def authenticate(self, *args, **kwargs):
        session = super().authenticate(*args, **kwargs)
        self.opener.cookies.set("session_id", None)
        self.opener.cookies.set("session_id", session.sid, domain=HOST)
        return session
