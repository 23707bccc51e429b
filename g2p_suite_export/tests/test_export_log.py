import hashlib
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import FIELDS, MODEL, REASON, ExportMixin

SHORT = (
    "The reason is too short. Write at least 10 characters: the task, and who receives the file."
)


@tagged("post_install", "-at_install")
class TestExportLog(ExportMixin, TransactionCase):
    """Exports by RPC, which the export dialog calls too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_exports()

    # === The number of rows === #

    def test_one_row_too_many_asks_for_a_reason(self):
        self.assert_refused(self.ann, 201)

    def test_as_many_rows_as_allowed_are_exported_and_logged(self):
        self.assertEqual(len(self.export(self.ann, 200)), 200)
        row = self.log()
        self.assertEqual((row.user_id, row.res_model, row.kind), (self.ann, MODEL, "rows"))
        self.assertEqual((row.row_count, row.reason), (200, False))

    def test_several_exports_are_added_up(self):
        self.export(self.ann, 150)
        self.assert_refused(self.ann, 51, total=201)
        self.assertEqual(len(self.export(self.ann, 50)), 50)
        self.assert_refused(self.ann, 1, total=201)
        self.assertEqual(len(self.export(self.ben, 200)), 200)  # each user by themselves

    def test_exports_of_yesterday_are_not_added(self):
        self.export(self.ann, 200)
        past = "UPDATE g2p_export_log SET date = date - interval '24 hours' WHERE user_id = %s"
        self.cr.execute(past, [self.ann.id])
        self.assertEqual(len(self.export(self.ann, 200)), 200)

    def test_exports_with_a_reason_are_not_added(self):
        self.give(self.ann)
        self.export(self.ann, 201)
        self.assertEqual(len(self.export(self.ann, 200)), 200)

    # === The reason === #

    def test_an_export_with_a_reason_is_logged_with_it(self):
        self.give(self.ann, f"  {REASON} \n")
        self.assertEqual(len(self.export(self.ann, 201)), 201)
        row = self.log()
        ids = ",".join(map(str, sorted(self.rows.ids)))
        self.assertEqual((row.row_count, row.reason), (201, REASON))
        self.assertEqual(row.field_names, "record_name, field_name")
        self.assertEqual(row.digest, hashlib.sha256(ids.encode()).hexdigest())
        self.assertEqual(row.company_id, self.env.company)
        self.assertEqual(row.model_label, "Change of a Setting")
        self.assertNotIn("Secret", str(row.read()))

    def test_a_reason_is_good_for_one_export(self):
        self.give(self.ann)
        self.export(self.ann, 201)
        self.assert_refused(self.ann, 201)

    def test_a_reason_is_not_used_up_by_an_export_that_needs_none(self):
        self.give(self.ann)
        self.export(self.ann, 200)
        self.assertEqual(len(self.export(self.ann, 201)), 201)
        self.assertEqual(self.log().mapped("reason"), [REASON, False])

    def test_a_reason_of_another_user_does_not_count(self):
        self.give(self.ben)
        self.assert_refused(self.ann, 201)
        reasons = self.env["g2p.export.reason"].with_user(self.ann)
        self.assertEqual(reasons.search_count([]), 0)

    def test_a_reason_for_another_model_does_not_count(self):
        self.give(self.ann, model="g2p.export.log")
        self.assert_refused(self.ann, 201)

    def test_a_reason_is_good_for_ten_minutes(self):
        reason = self.give(self.ann)
        self.env.flush_all()
        for minutes, count in ((9, 1), (11, 0)):
            self.cr.execute(
                "UPDATE g2p_export_reason SET create_date = now() AT TIME ZONE 'UTC'"
                " - make_interval(mins => %s) WHERE id = %s",
                [minutes, reason.id],
            )
            self.env.invalidate_all()
            found = self.env["g2p.export.reason"].with_user(self.ann)._find_waiting(MODEL)
            self.assertEqual(len(found), count, minutes)
        self.assert_refused(self.ann, 201)

    def test_a_reason_says_something(self):
        for reason in ("", "         ", "a b c    d", "too short"):
            refused = self.assertRaises(ValidationError)
            with self.subTest(reason=reason), refused as caught, mute_logger("odoo.sql_db"):
                self.give(self.ann, reason)
            if reason:
                self.assertEqual(caught.exception.args[0], SHORT)
        self.assert_refused(self.ann, 201)

    def test_a_reason_that_is_emptied_afterwards_is_refused(self):
        reason = self.give(self.ann)
        with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
            reason.write({"reason": "none"})
        self.assertEqual(caught.exception.args[0], SHORT)

    def test_the_dialog_says_what_the_reason_is_good_for(self):
        reason = self.give(self.ann)
        told = reason.action_confirm()["params"]
        self.assertEqual(
            told["message"],
            "The reason is good for one export of Change of a Setting within 10 minutes. "
            "Export again.",
        )
        with self.assertRaises(AccessError):
            reason.with_user(self.ben).action_confirm()

    def test_an_export_that_fails_leaves_the_reason_and_no_row(self):
        self.give(self.ann)
        broken = patch.object(type(self.env["g2p.export.log"]), "create", side_effect=OSError)
        with broken, self.assertRaises(OSError), self.cr.savepoint():
            self.export(self.ann, 201)
        self.assertFalse(self.log())
        self.assertEqual(len(self.export(self.ann, 201)), 201)

    def test_the_groups_of_one_export_have_one_reason(self):
        """17.0 exports the records of each group by a call of its own."""
        self.env.company.export_rows_free = 10
        self.give(self.ann)
        self.end_request()
        for _group in range(2):
            rows = self.rows[:11].with_env(self.env(user=self.ann, su=False))
            self.assertEqual(len(rows.export_data(FIELDS)["datas"]), 11)
        self.assertEqual(self.log().mapped("reason"), [REASON, REASON])
        self.assert_refused(self.ann, 11, limit=10)

    # === Who === #

    def test_without_the_right_to_export_nothing_is_exported(self):
        with self.assertRaisesRegex(UserError, "You don't have the rights to export data"):
            self.export(self.reader, 1)
        with self.assertRaises(AccessError):
            self.give(self.reader)

    def test_an_administrator_gives_a_reason_too(self):
        self.assert_refused(self.env.ref("base.user_admin"), 201)

    def test_auditors_read_the_log_and_others_do_not(self):
        self.export(self.ann, 1)
        self.assertEqual(len(self.log()), 1)
        clerk = self.env["g2p.export.log"].with_user(self.env.ref("base.public_user"))
        with self.assertRaises(AccessError):
            clerk.search([])

    def test_nobody_changes_the_log(self):
        self.export(self.ann, 1)
        row = self.log()
        sentences = {
            "create": "Exports are recorded automatically. None can be added by hand.",
            "write": "Recorded exports cannot be edited.",
            "unlink": "Recorded exports cannot be deleted.",
        }
        for mine in (row, row.with_user(self.ann), row.with_user(self.env.ref("base.user_admin"))):
            for call in (
                lambda one: one.create({"res_model": MODEL}),
                lambda one: one.write({"row_count": 0}),
                lambda one: one.unlink(),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    call(mine)
        server = row.sudo()  # sudo: not even the server
        for name, call in (
            ("write", lambda: server.write({"reason": "x"})),
            ("unlink", server.unlink),
        ):
            with self.assertRaises(AccessError) as caught, self.cr.savepoint():
                call()
            self.assertEqual(caught.exception.args[0], sentences[name])
        with self.assertRaises(AccessError) as caught:
            row._refuse_users("create")
        self.assertEqual(caught.exception.args[0], sentences["create"])
