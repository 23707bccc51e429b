import logging
from unittest.mock import patch

from odoo import sql_db
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import config, mute_logger

from ..hooks import uninstall_hook
from ..tools import doors

SETTINGS = "g2p_registry_base.access_ir_config_parameter_system"
MEANT = {
    SETTINGS: "base.group_system",
    "g2p_registry_base.access_portal_wizard": "base.group_partner_manager",
    "g2p_registry_base.access_portal_wizard_user": "base.group_partner_manager",
    "g2p_programs.g2p_program_manager_access": "g2p_programs.g2p_program_manager",
    "g2p_programs.g2p_assign_registrant_program_wizard_admin": "base.group_user",
}


class DoorCase(TransactionCase):
    """One person who signed up, one employee, and the row that opens the system parameters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "door_portal", groups="base.group_portal")
        cls.employee = new_test_user(cls.env, "door_employee", groups="base.group_user")
        cls.program = cls.env["g2p.program"].create({"name": "Test: doors"})
        cls.doors = cls.env["g2p.series17.door"]

    def _user(self, group):
        login = f"door_{group.split('.')[1]}"
        return new_test_user(self.env, login, groups=f"base.group_user,{group}")

    def _refuses(self, user, model):
        """Whether the user has no right on a model."""
        records = self.env[model].with_user(user)
        rights = ("read", "write", "create", "unlink")
        return not any(records.check_access_rights(right, False) for right in rights)

    def _group_of(self, row):
        return self.env.ref(row).group_id

    def _asked_to_stay_open(self):
        section = {"g2p_series17": {"close_open_doors": "no"}}
        return patch.dict(config.misc, section)

    def _open_beside_the_orm(self):
        access = self.env.ref(SETTINGS)
        access.flush_recordset()
        query = "UPDATE ir_model_access SET group_id = NULL WHERE id = %s"
        self.env.cr.execute(query, access.ids)
        access.call_cache_clearing_methods()
        self.assertFalse(self._refuses(self.portal, "ir.config_parameter"))


@tagged("post_install", "-at_install")
class TestOpenDoors(DoorCase):
    """Rights that OpenG2P gave to everybody are closed to portal users; officers can still work."""

    # === Closed === #

    def test_a_portal_user_neither_reads_nor_sets_a_system_parameter(self):
        parameters = self.env["ir.config_parameter"].with_user(self.portal)
        for ask in (
            lambda: parameters.get_param("database.secret"),
            lambda: parameters.get_param("g2p_registry.phone_regex"),
            lambda: parameters.set_param("g2p_registry.phone_regex", ".*"),
            lambda: parameters.search([]),
            lambda: parameters.create({"key": "door", "value": "1"}),
        ):
            with self.assertRaises(AccessError):
                ask()

    def test_a_portal_user_neither_reads_nor_changes_a_programme(self):
        program = self.program.with_user(self.portal)
        for ask in (
            lambda: program.write({"name": "taken"}),
            lambda: program.write({"entitlement_managers": [(5,)]}),
            lambda: program.read(["name"]),
            lambda: program.create({"name": "own"}),
        ):
            with self.assertRaises(AccessError):
                ask()
        self.assertEqual(self.program.name, "Test: doors")

    def test_a_portal_user_creates_no_account(self):
        for user in (self.portal, self.employee):
            self.assertTrue(self._refuses(user, "portal.wizard"))
            self.assertTrue(self._refuses(user, "portal.wizard.user"))

    def test_public_users_have_none_of_these_rights(self):
        for model in doors.GROUPS:
            self.assertTrue(self._refuses(self.env.ref("base.public_user"), model), model)

    def test_each_row_is_given_to_the_group_it_is_meant_for(self):
        for row, group in MEANT.items():
            self.assertEqual(self._group_of(row), self.env.ref(group), row)
            door = self.doors.search([("xml_id", "=", row)])
            self.assertEqual(door.group_id, self.env.ref(group))
            self.assertFalse(door.is_open or door.former_group_id)
            self.assertEqual(door.was_given_to, "Everybody")

    def test_no_row_of_any_module_gives_everybody_more_than_public_lists(self):
        self.env.cr.execute(
            """
            SELECT m.model, a.id FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id
             WHERE a.active AND a.group_id IS NULL
               AND (a.perm_read OR a.perm_write OR a.perm_create OR a.perm_unlink)
               AND NOT (m.model IN %s AND NOT (a.perm_write OR a.perm_create OR a.perm_unlink))
            """,
            [doors.PUBLIC_LISTS],
        )
        self.assertEqual(self.env.cr.fetchall(), [])

    def test_a_right_for_users_who_sign_up_is_closed_for_the_critical_models(self):
        row = {"name": "door", "perm_write": True, "perm_read": True}
        row["model_id"] = self.env["ir.model"]._get("g2p.program").id
        row["group_id"] = self.env.ref("base.group_portal").id
        access = self.env["ir.model.access"].create(row)
        self.doors._register_hook()
        self.assertEqual(access.group_id, self.env.ref("g2p_programs.g2p_program_manager"))
        self.assertTrue(self._refuses(self.portal, "g2p.program"))
        uninstall_hook(self.env)
        self.assertEqual(access.group_id, self.env.ref("base.group_portal"))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_row_of_any_other_model_is_left_to_employees(self):
        model = self.env["ir.model"]._get("g2p.payment.batch")
        for module in ("g2p_programs", "portal", "A sentence for g2p"):
            row = {"name": "door", "model_id": model.id, "group_id": False, "perm_write": True}
            access = self.env["ir.model.access"].create(row)
            named = {"module": module, "name": "door", "model": access._name, "res_id": access.id}
            self.env["ir.model.data"].create(named)
            self.doors._register_hook()
            self.assertEqual(access.group_id, self.env.ref("base.group_user"), module)

    def test_a_portal_user_sees_only_their_rows_of_odoos_models(self):
        author = self.employee.partner_id
        message = author.message_post(body="Test", message_type="comment")
        notes = self.env["mail.notification"].create(
            [
                {"mail_message_id": message.id, "res_partner_id": partner.id}
                for partner in (self.portal.partner_id, author)
            ]
        )
        presences = self.env["bus.presence"].create(
            [{"user_id": user.id} for user in (self.portal, self.employee)]
        )
        for rows in (notes, presences):
            mine = rows.with_user(self.portal).search([("id", "in", rows.ids)])
            self.assertEqual(mine, rows[0])
            with self.assertRaises(AccessError):
                rows[1].with_user(self.portal).read(["display_name"])

    # === Officers keep the rights they need === #

    def test_the_manager_creates_and_changes_programmes_and_employees_read_them(self):
        manager = self._user("g2p_programs.g2p_program_manager")
        self.program.with_user(manager).write({"name": "Test: renamed"})
        self.env["g2p.program"].with_user(manager).create({"name": "Test: another"})
        for group in (
            "g2p_programs.g2p_finance_validator",
            "g2p_registry_base.group_g2p_registrar",
        ):
            program = self.program.with_user(self._user(group))
            self.assertEqual(program.read(["name"])[0]["name"], "Test: renamed")
            with self.assertRaises(AccessError):
                program.write({"name": "taken"})

    def test_a_registrar_gives_portal_access_and_edits_kinds_of_membership(self):
        registrar = self._user("g2p_registry_base.group_g2p_registrar")
        person = self.env["res.partner"].create({"name": "Test", "email": "door@example.org"})
        wizard = self.env["portal.wizard"].with_user(registrar)
        self.assertTrue(wizard.create({"partner_ids": [(6, 0, person.ids)]}).user_ids)
        kind = self.env.ref("g2p_registry_membership.group_membership_kind_head")
        self.assertTrue(kind.with_user(self.employee).read(["name"]))

    def test_the_registrys_check_of_phone_numbers_still_works(self):
        self.env["ir.config_parameter"].set_param("g2p_registry.phone_regex", r"\+254.*")
        registrar = self._user("g2p_registry_base.group_g2p_registrar")
        person = self.env["res.partner"].with_user(registrar).create({"name": "Test Phone"})
        person.write({"phone": "+254712345678"})
        with self.assertRaisesRegex(Exception, "Invalid phone number"):
            person.write({"phone": "12"})
        for key in ("database.secret", "database.uuid"):
            with self.assertRaises(AccessError):
                self.env["ir.config_parameter"].with_user(registrar).get_param(key)

    # === Rows stay closed === #

    def test_an_update_that_opens_a_row_again_closes_it_at_once(self):
        self.env.ref(SETTINGS).write({"group_id": False, "perm_read": True})
        self.assertEqual(self._group_of(SETTINGS), self.env.ref("base.group_system"))
        self.assertTrue(self._refuses(self.portal, "ir.config_parameter"))

    def test_open_rows_are_closed_when_the_registry_loads_and_logged_by_id(self):
        self._open_beside_the_orm()
        with self.assertLogs("odoo.addons.g2p_series17", logging.INFO) as logged:
            self.doors._register_hook()
        self.assertTrue(self._refuses(self.portal, "ir.config_parameter"))
        row = self.env.ref(SETTINGS).id
        self.assertIn(f"Access rows closed to portal users: [{row}]", logged.output[0])

    def test_without_open_rows_a_load_costs_ten_queries_at_most(self):
        self.doors._register_hook()
        self.env.invalidate_all()
        with self.assertQueryCount(10):
            self.doors._register_hook()

    def test_a_worker_leaves_the_row_to_a_worker_that_handles_it(self):
        self._open_beside_the_orm()
        with sql_db.db_connect(self.env.cr.dbname).cursor() as other:
            other.execute(doors.GATE)
            self.doors._register_hook()
            self.assertFalse(self._group_of(SETTINGS))
            other.rollback()
        self.doors._register_hook()
        self.assertTrue(self._group_of(SETTINGS))

    # === Refused by the deployer, or uninstalled === #

    @mute_logger("odoo.addons.g2p_series17.models.g2p_series17_door")
    def test_a_deployer_who_refuses_gets_open_rows_and_a_banner(self):
        admin = self.env.ref("base.user_admin")
        told = self.doors.with_user(admin)._what_stays_open
        self.assertFalse(told())
        with self._asked_to_stay_open():
            self.doors._register_hook()
            self.assertFalse(self._group_of(SETTINGS))
            self.assertIn("ir.config_parameter", told()["message"])
            self.assertTrue(self.doors.search([("xml_id", "=", SETTINGS)]).is_open)
            self.assertNotIn("g2p.district", self.doors.search([]).mapped("model"))
            self.env.ref(SETTINGS).write({"group_id": False})
            self.assertFalse(self._group_of(SETTINGS))
        self.doors._register_hook()
        self.assertFalse(told())
        self.assertTrue(self._group_of(SETTINGS))

    @mute_logger("odoo.addons.g2p_series17.models.g2p_series17_door")
    def test_uninstalling_restores_each_row(self):
        listed = self.doors.search([])
        rows, added = listed.access_id, listed.added_id
        self.assertTrue(rows and added)
        rights = rows.read(["perm_read", "perm_write", "perm_create", "perm_unlink"])
        uninstall_hook(self.env)
        self.assertFalse(rows.group_id)
        self.assertEqual(rows.read(list(rights[0])), rights)
        self.assertFalse(added.exists())
        self.assertEqual(self.doors._find().keys(), set(rows.ids))

    def test_a_row_that_an_administrator_has_changed_is_not_restored(self):
        access = self.env.ref(SETTINGS)
        access.group_id = self.env.ref("base.group_erp_manager")
        uninstall_hook(self.env)
        self.assertEqual(access.group_id, self.env.ref("base.group_erp_manager"))

    def test_only_administrators_see_the_list_and_nobody_writes_it(self):
        admin = self._user("base.group_system")
        self.assertTrue(self.doors.with_user(admin).search([]).read())
        with self.assertRaises(AccessError):
            self.doors.with_user(admin).search([], limit=1).write({"is_open": True})
        for user in (self.portal, self.employee):
            self.assertTrue(self._refuses(user, "g2p.series17.door"))


@tagged("post_install", "-at_install")
class TestOpenDoorsOfTwoWorkers(DoorCase):
    """A separate class: commits of another connection stay invisible to this one."""

    def test_a_worker_with_an_older_snapshot_keeps_the_work_of_another(self):
        self._open_beside_the_orm()
        with sql_db.db_connect(self.env.cr.dbname).cursor() as other:
            other.execute(doors.GATE)
            other.commit()
        self.doors._register_hook()
        self.assertFalse(self._group_of(SETTINGS))  # without an error: the registry loads
