"""Visibility of a case: its thread, its officers, its ID number."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.g2p_document_store.tests.common import SightMixin

from .common import ANSWERS, AssistanceCase

#: Odoo's models that an open field may refer to: public lists
PUBLIC_LISTS = {"gender.type", "g2p.id.type", "res.country", "res.currency"}
#: fields whose record rule allows only the user's own record
OWN = {("g2p.assistance.application", "applicant_user_id")}

NUMBER = ANSWERS["person"]["id_number"]
NOTE = "Suspicious: the quotation was seen before"


@tagged("post_install", "-at_install")
class TestSight(SightMixin, AssistanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "g2p_registry_ext.group_registry_identity_reader"
        officer = "g2p_immediate_assistance.group_assistance_officer"
        cls.reader = new_test_user(cls.env, "case reader", f"{group},{officer}", name="Reader")
        manager = "g2p_immediate_assistance.group_assistance_manager"
        cls.manager_user = new_test_user(cls.env, "case manager", manager, name="Manager")

    def _refused(self, field, call):
        # the second one is 17.0's message for a field with groups
        said = rf'access the field.* "{field}"|- {field} \(allowed for groups '
        with self.assertRaisesRegex(AccessError, said):
            call()

    # === The thread === #

    def test_an_applicant_cannot_guess_an_officers_note_letter_by_letter(self):
        application = self.submitted()
        application.with_user(self.one).message_post(body=NOTE, subtype_xmlid="mail.mt_note")
        mine = self.env["g2p.assistance.application"].with_user(self.ada)
        self.assertEqual(mine.search_count([]), 1)
        for guess in ("Suspicious", "Innocent"):
            for name in ("message_ids", "website_message_ids"):
                like = ("body", "ilike", guess)
                paths = [(f"{name}.body", "ilike", guess), (name, "any", [like])]
                paths += [(f"{name}.author_id.name", "ilike", guess), (name, "ilike", guess)]
                for leaf in paths:
                    self._refused(name, lambda a=leaf: mine.search_count([a]))
                self._refused(name, lambda n=name: mine.search([], order=n))
                self._refused(name, lambda n=name: mine.search_read([], [n]))
        self._refused("message_ids", lambda: application.web_read({"message_ids": {"fields": {}}}))
        todo = [("activity_ids.user_id.name", "ilike", "Officer")]
        self._refused("activity_ids", lambda: mine.search_count(todo))
        for leaf in [("activity_user_id", "=", 1), ("activity_state", "=", "today")]:
            self._refused(leaf[0], lambda a=leaf: mine.search_count([a]))

    # === Targets of open fields (other tests are in g2p_document_store) === #

    def test_open_fields_refer_to_models_with_open_fields_or_to_public_lists(self):
        found = []
        for model, opened, _closed in self._sights():
            for name in opened:
                comodel = model._fields[name].comodel_name
                known = comodel is None or comodel in PUBLIC_LISTS
                known = known or hasattr(self.env[comodel], "_portal_readable")
                if not known and (model._name, name) not in OWN:
                    found.append((model._name, name, comodel))
        self.assertEqual(found, [])

    # === Names === #

    def test_an_applicant_cannot_read_an_officers_name(self):
        self.issued()
        self.env.invalidate_all()
        seen = self._all_that_is_seen(self.ada)
        self.assertIn("Appendix operation", seen)
        for user in (self.one, self.two, self.three, self.issuer):
            self.assertNotIn(user.name, seen)
            self.assertNotIn(user.login, seen)

    def test_a_helper_cannot_read_a_name_from_the_registry(self):
        application = self.approved()
        application.registrant_id.sudo().name = "NYAMBURA, ADAEZE WANJIRU"
        self.env.invalidate_all()
        self.assertNotIn("WANJIRU", self._all_that_is_seen(self.ada))
        access = self.env["g2p.portal.access"].with_user(self.ada)
        self._refused("registrant_id", lambda: access.search_read([], ["registrant_id"]))
        # 17.0 searches for the name through the field of the name
        self._refused("(display_name|registrant_id)", lambda: access.name_search("W"))

    def _all_that_is_seen(self, user):
        """All values of the suite's rows that the user can read, as text."""
        rows = []
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(user)
            if hasattr(model, "_portal_readable") and model.has_access("read"):
                rows += model.search_read([], list(model.fields_get()))
        return json.dumps(rows, default=str)

    # === ID numbers === #

    def test_only_identity_readers_read_a_full_id_number(self):
        application = self.submitted().sudo(False)
        self.assertEqual(application.with_user(self.ada).id_number, NUMBER)
        reader = application.with_user(self.reader)
        self.assertEqual((reader.id_number, reader.id_number_shown), (NUMBER, NUMBER))
        for user in (self.one, self.auditor, self.manager_user):
            mine = application.with_user(user)
            self.assertEqual(mine.id_number_shown, "••••8123")
            self._refused("id_number", lambda m=mine: m.read(["id_number"]))
            self._refused("id_number", lambda m=mine: m.search_count([("id_number", "like", "T")]))
            self._refused("id_number", lambda m=mine: m.search([], order="id_number"))
            self._refused("id_number", lambda m=mine: m._read_group([], ["id_number"]))
            self.assertNotIn(NUMBER, json.dumps(mine.read(), default=str))

    def test_a_case_is_found_by_the_whole_number_only(self):
        application = self.submitted()
        cases = self.env["g2p.assistance.application"].with_user(self.one)
        self.assertEqual(cases.search([("id_number_shown", "=", NUMBER)]), application)
        self.assertFalse(cases.search([("id_number_shown", "=", NUMBER[:-1])]))
        for operator in ("ilike", "like", "=like", "!=", "<"):
            with self.assertRaisesRegex(UserError, "Search for the whole ID number"):
                cases.search([("id_number_shown", operator, "TEST%")])

    def test_the_identify_dialog_masks_the_number(self):
        application = self.submitted()
        wizards = self.env["g2p.assistance.identify"].with_user(self.one)
        wizard = wizards.create({"application_id": application.id})
        self.assertEqual(wizard.written, "Ada Nyambura, 1990-02-03, ••••8123")
        self.assertFalse(wizard.hints)

    def test_the_identify_dialog_names_nobody_else(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.env["res.partner"].create(
            {"name": "STRANGER, UNKNOWN", "is_registrant": True, "company_id": company.id}
        )
        application = self.submitted()
        draft = self.draft(user=self.eve)
        wizards = self.env["g2p.assistance.identify"].with_user(self.one)
        for values in (
            {"application_id": draft.id},
            {"application_id": application.id, "partner_id": stranger.id},
        ):
            self.env.invalidate_all()
            spec = {name: {"fields": {"display_name": {}}} for name in values}
            for call in (
                lambda values=values: wizards.create(values),
                lambda values=values, spec=spec: wizards.onchange(values, [], spec),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    call()

    def test_the_officers_form_masks_the_number(self):
        application = self.submitted().sudo(False)
        with Form(application.with_user(self.one)) as form:
            self.assertEqual(form.id_number_shown, "••••8123")
            self.assertNotIn("id_number", form._view["fields"])

    # === Employees without a role === #

    def test_an_employee_without_a_role_cannot_read_the_suites_fields_of_contacts(self):
        suite = {"g2p_registry_ext", "g2p_immediate_assistance", "g2p_voucher_qr"}
        suite |= {"g2p_document_store", "g2p_multistage_approval"}
        suite |= {"g2p_voucher_key", "g2p_voucher_template"}
        added = self.env["ir.model.data"].search(
            [("model", "=", "ir.model.fields"), ("module", "in", sorted(suite))]
        )
        fields_of = self.env["ir.model.fields"].browse(added.mapped("res_id"))
        contacts = fields_of.filtered(lambda field: field.model in ("res.partner", "res.users"))
        self.assertIn("masked_ids", contacts.mapped("name"))
        described = {
            *self.env["res.partner"].with_user(self.clerk).fields_get(),
            *self.env["res.users"].with_user(self.clerk).fields_get(),
        }
        # Odoo's technical fields, and a field of OpenG2P that the suite only indexes
        host = {"id", "display_name", "create_uid", "create_date", "write_uid", "write_date"}
        host |= {"birthdate"}
        self.assertEqual(set(contacts.mapped("name")) & described - host, set())

    def test_an_employee_without_a_role_sees_no_menu_of_a_case(self):
        menus = self.env["ir.ui.menu"].with_user(self.clerk).load_menus(False)
        names = {menu.get("xmlid") or "" for menu in menus.values()}
        suite = ("g2p_immediate_assistance", "g2p_reimbursement", "g2p_voucher_")
        self.assertEqual([name for name in sorted(names) if name.startswith(suite)], [])
