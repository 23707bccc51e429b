import json

from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from .common import INTERNAL, ApprovalCase

MANAGER = "g2p_multistage_approval.group_approval_manager"
CHECKER = "test_g2p_multistage_approval.group_checker"

#: rows that a refused attack must not change
ROWS = (
    "SELECT * FROM test_approval_document ORDER BY id",
    "SELECT * FROM test_approval_line ORDER BY id",
    "SELECT * FROM g2p_approval_request ORDER BY id",
    "SELECT * FROM g2p_approval_step ORDER BY id",
    "SELECT * FROM g2p_approval_step_res_users_rel ORDER BY 1, 2",
    "SELECT * FROM g2p_approval_decision ORDER BY id",
    "SELECT * FROM g2p_approval_review ORDER BY id",
    "SELECT * FROM g2p_approval_delegation ORDER BY id",
)


class Refused(Exception):
    """The server's answer to a call that it refuses."""

    def __init__(self, error):
        super().__init__(error["data"]["message"])
        self.name = error["data"]["name"].rpartition(".")[2]


class AttackCase(ApprovalCase, HttpCase):
    """Attacks arrive over RPC, in the session of an ordinary user."""

    def call(self, user, target, method, *args, **kwargs):
        """Call a method over RPC; ``target`` is the name of a model, or records."""
        if getattr(self, "caller", None) != user:
            self.authenticate(user.login, user.login)
            self.caller = user
        of_model = isinstance(target, str)
        params = {
            "model": target if of_model else target._name,
            "method": method,
            "args": list(args) if of_model else [target.ids, *args],
            "kwargs": kwargs,
        }
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})
        self.env.flush_all()
        headers = {"Content-Type": "application/json"}
        answer = self.url_open("/web/dataset/call_kw", data=body, headers=headers).json()
        self.env.invalidate_all()
        if "error" in answer:
            raise Refused(answer["error"])
        return answer.get("result")

    def rows(self):
        self.env.flush_all()
        rows = []
        for query in ROWS:
            self.env.cr.execute(query)
            rows.append(self.env.cr.fetchall())
        return rows

    def refused(self, words, user, target, method, *args, **kwargs):
        """The call is an AccessError with these words, and changes nothing."""
        self.refused_with("AccessError", words, user, target, method, *args, **kwargs)

    def refused_with(self, exception, words, user, target, method, *args, **kwargs):
        before = self.rows()
        message = f"{target}.{method} by {user.login}"
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(Refused, words, msg=message) as caught,
        ):
            self.call(user, target, method, *args, **kwargs)
        self.assertEqual(caught.exception.name, exception, message)
        self.assertEqual(self.rows(), before, message)

    def wizard(self, user, name, **vals):
        """A dialog's record created by hand."""
        made = self.call(user, f"g2p.approval.{name}", "create", vals)
        return self.env[f"g2p.approval.{name}"].browse(made)

    def manager(self, login="manager"):
        return new_test_user(
            self.env, f"approval {login}", f"{INTERNAL},{MANAGER}", name=login.title()
        )

    def actions(self, document):
        """The actions in the log of the latest round, in order."""
        return self.request(document).decision_ids.sorted("id").mapped("action")
