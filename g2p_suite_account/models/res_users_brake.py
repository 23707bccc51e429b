from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.http import request


class ResUsers(models.Model):
    """Wrong passwords and wrong codes make their account wait, and nobody else.

    Odoo counts them for each address in the memory of one process: five wrong passwords of one
    person locked out a whole hospital, and an attacker had as many tries as there are processes.
    """

    _inherit = "res.users"

    @contextmanager
    def _assert_can_auth(self, user=None):
        """Of a login its password is counted; of a number its codes (second factor) and, for RPC,
        its passwords."""
        if not request or not user:
            with super()._assert_can_auth(user=user):
                yield
            return
        failures = self.env["g2p.sign.in.failure"]
        if seconds := failures._wait(user):
            raise AccessDenied(failures._sentence(user, seconds))
        try:
            yield
        except AccessDenied as denied:
            failures._count(user)
            # a sentence of its own (a second factor, a provider) stays
            is_plain = isinstance(user, str) and denied.args == AccessDenied().args
            if is_plain and self.env["ir.http"]._is_suite_address(request.httprequest.path):
                raise AccessDenied(failures._sentence_wrong()) from denied
            raise

    @api.model
    def signup(self, values, token=None):
        """A new password, set with a link from the mail, ends the waiting; not that for codes,
        which the owner of the mail need not have."""
        login, password = super().signup(values, token)[-2:]
        if token:
            self.env["g2p.sign.in.failure"]._forget(login)
        return login, password
