from odoo import fields
from odoo.exceptions import RedirectWarning
from odoo.tests import new_test_user

AUDITOR, EXPORT = "g2p_suite_base.group_change_auditor", "base.group_allow_export"
MODEL, LABEL = "g2p.audit.change", "Change of a Setting"
FIELDS = ["record_name", "field_name"]
REASON = "Yearly audit, for the audit office"
REFUSED = (
    "With this export you would have taken {} rows ({}) within 24 hours, more than {} rows: give a "
    "reason, and export again."
)


class ExportMixin:
    """Users who may export rows, and 201 rows for them; mixed into a case of Odoo."""

    @classmethod
    def set_up_exports(cls):
        both = f"{AUDITOR},{EXPORT}"
        cls.ann, cls.ben = (
            new_test_user(cls.env, f"export {name}", both, password=f"export {name}")
            for name in ("ann", "ben")
        )
        cls.reader = new_test_user(cls.env, "export reader", AUDITOR, password="export reader")
        cls.env.company.export_rows_free = 200
        rows = [
            {
                "date": fields.Datetime.now(),
                "user_id": cls.env.uid,
                "action": "write",
                "res_model": "res.company",
                "record_name": "Secret",
                "field_name": "test",
                "company_id": cls.env.company.id,
            }
        ] * 201
        cls.rows = cls.env[MODEL].sudo().create(rows)  # sudo: the code alone writes them

    def end_request(self):
        """Forget what a transaction remembers until its end."""
        self.env.flush_all()
        self.env.cr.precommit.clear()
        self.env.invalidate_all()

    def export(self, user, count, names=FIELDS):
        """The exported rows, by RPC in a request of its own."""
        self.end_request()
        records = self.rows[:count].with_user(user).with_env(self.env(user=user, su=False))
        return records.browse(records.ids).export_data(names)["datas"]

    def give(self, user, reason=REASON, model=MODEL):
        reasons = self.env["g2p.export.reason"].with_user(user)
        return reasons.create({"res_model": model, "reason": reason})

    def assert_refused(self, user, count, total=None, limit=200):
        """The export is refused with the whole sentence, and logs nothing."""
        before = self.log()
        with self.assertRaises(RedirectWarning) as caught, self.cr.savepoint():
            self.export(user, count)
        sentence = REFUSED.format(total or count, LABEL, limit)
        action = self.env.ref("g2p_suite_export.g2p_export_reason_action").id
        context = {"default_res_model": MODEL}
        self.assertEqual(caught.exception.args, (sentence, action, "Give a reason", context))
        self.assertEqual(self.log(), before)

    def log(self):
        """The exports of these users, read as an auditor."""
        users = self.ann | self.ben | self.reader
        rows = self.env["g2p.export.log"].with_user(self.reader)
        return rows.search([("user_id", "in", users.ids)])
