from contextlib import contextmanager

from odoo import api, models, tools
from odoo.exceptions import AccessDenied
from odoo.http import request

from .. import caller
from ..tools.logins import is_comparable

#: a password that no account has
NOBODY = "nobody"


class ResUsers(models.Model):
    """Wrong passwords and wrong codes make their account wait, and nobody else.

    Odoo counts them for each address in the memory of one process: five wrong passwords of one
    person locked out a whole hospital, and an attacker had as many tries as there are processes.
    It does not count those of calls by RPC at all.
    """

    _inherit = "res.users"

    @contextmanager
    def _assert_can_auth(self, user=None):
        """Of a login its password is counted; of a number its codes (second factor), or the
        password of a call (RPC) under its login."""
        if not user or caller.address() is None:
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
            if isinstance(user, str):
                self._take_as_long(user)
            # a sentence of its own (a second factor, a provider) stays
            is_plain = isinstance(user, str) and denied.args == AccessDenied().args
            path = request.httprequest.path if request else ""
            if is_plain and self.env["ir.http"]._is_suite_address(path):
                raise AccessDenied(failures._sentence_wrong()) from denied
            raise
        if isinstance(user, str):
            failures._know_browser(user)

    def _check_credentials(self, credential, env):
        """A password that a signed-in user is asked for again has the same brake: an unattended
        telephone is no place to try passwords."""
        is_signed_in = request and request.session.uid == self.env.uid
        # 19.0 has kinds of credentials, 17.0 what is sent as a password
        is_kind = isinstance(credential, dict) and hasattr(self, "_check_uid_passwd")
        is_password = not is_kind or credential.get("type") == "password"
        password = credential.get("password") if is_kind else credential
        if is_password and password and not is_comparable(password):
            # an error would show that there is an account, and be counted by nobody
            self._compare_with_nobody()
            raise AccessDenied()
        if not (is_signed_in and is_password and (env or {}).get("interactive")):
            return super()._check_credentials(credential, env)
        with self._assert_can_auth(user=self.env.user.login):
            return super()._check_credentials(credential, env)

    @api.model
    def _take_as_long(self, login):
        """Compare a password where there was none to compare: an account that does not exist, or
        has none yet, is refused no sooner than another."""
        # sudo: before signing in; nothing of the account is returned
        [user_id] = self.sudo().search(self._get_login_domain(login), limit=1).ids or [0]
        query = "SELECT 1 FROM res_users WHERE id = %s AND COALESCE(password, '') <> ''"
        self.env.cr.execute(query, [user_id])
        if not self.env.cr.fetchone():
            self._compare_with_nobody()

    @api.model
    def _compare_with_nobody(self):
        self._crypt_context().verify(NOBODY, self._hash_of_nobody())

    @api.model
    @tools.ormcache()
    def _hash_of_nobody(self):
        return self._crypt_context().hash(NOBODY)

    @api.model
    def signup(self, values, token=None):
        """A new password, set with a link from the mail, ends the waiting; not that for codes,
        which the owner of the mail need not have."""
        login, password = super().signup(values, token)[-2:]
        if token:
            self.env["g2p.sign.in.failure"]._forget(login)
        return login, password
