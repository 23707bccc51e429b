from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .test_deferred import DeferredCase

PLACE = "/web/dataset/call_kw"
READ = (("search_read", []), ("search_count", []), ("name_search", ""))
EVIL = {"model": "res.users", "method": "unlink", "channel": "test", "res_id": 2, "rank": 0}


@tagged("post_install", "-at_install")
class TestAttacks(HttpCase, DeferredCase):
    """Users of all kinds at the door of RPC."""

    def call(self, method, *args, **kwargs):
        params = {"model": "g2p.deferred", "method": method, "args": args, "kwargs": kwargs}
        self.env.flush_all()
        answer = self.make_jsonrpc_request(f"{PLACE}/g2p.deferred/{method}", params)
        self.env.invalidate_all()
        return answer

    @mute_logger("odoo.http")
    def refused(self, *calls):
        for method, *args in calls:
            with self.assertRaisesRegex(JsonRpcException, "AccessError", msg=method):
                self.call(method, *args)

    def signed_in(self, group):
        user = new_test_user(self.env, f"attack {group}", group)
        self.authenticate(user.login, user.login)

    def test_nobody_has_work_done_or_changed(self):
        self.defer(self.partners[:2])
        before = self.queued().read()
        ids = self.queued().ids
        changes = (
            ("create", [EVIL]),
            ("write", ids, EVIL),
            ("web_save", ids, EVIL, {}),
            ("copy", ids[:1]),  # one at a time on 17.0
            ("unlink", ids),
            ("_queue", ids, "unlink"),
            ("_work_off",),
            ("_call", ids),
        )
        for group in ("base.group_portal", "base.group_user", "base.group_system"):
            self.signed_in(group)
            self.refused(*changes)
            if group != "base.group_system":
                self.refused(*READ, ("action_retry", ids), ("action_drop", ids))
        loaded = self.call("load", list(EVIL), [[str(value) for value in EVIL.values()]])
        self.assertFalse(loaded["ids"])
        self.assertEqual((self.queued().read(), self.calls), (before, []))
