from odoo.tests import TransactionCase, tagged

from .contract import differences, load


@tagged("post_install", "-at_install")
class TestContract(TransactionCase):
    """The stand-ins fulfil the suite's contract with OpenG2P."""

    def test_the_stand_ins_have_what_the_contract_states(self):
        contract = load()
        self.assertTrue(contract["models"])
        self.assertEqual(list(differences(self.env, contract)), [])

    def _differences(self, **contract):
        return list(differences(self.env, contract))

    def test_a_missing_module_and_model_are_reported(self):
        self.assertEqual(
            self._differences(modules=["g2p_bank"], models={"g2p.bank": {}}),
            ["the module g2p_bank is not installed", "there is no model g2p.bank"],
        )

    def test_a_field_that_differs_is_reported(self):
        fields = {
            "nothing": "char",
            "name": "text",
            "company_id": {"type": "many2one", "comodel": "res.users"},
            "state": {"type": "selection", "values": ["active", "paused"]},
        }
        self.assertEqual(
            self._differences(models={"g2p.program": {"fields": fields}}),
            [
                "g2p.program has no field nothing",
                "g2p.program.name is char, not text",
                "g2p.program.company_id leads to res.company, not res.users",
                "g2p.program.state does not know paused",
            ],
        )

    def test_an_optional_field_may_lack_but_not_differ(self):
        fields = {"nothing": "char", "name": "text"}
        self.assertEqual(
            self._differences(optional={"g2p.program": {"fields": fields}}),
            ["g2p.program.name is char, not text"],
        )

    def test_a_method_that_differs_is_reported(self):
        methods = {"nothing": [], "get_manager": ["kind", "limit"]}
        self.assertEqual(
            self._differences(models={"g2p.program": {"methods": methods}}),
            [
                "g2p.program has no method nothing",
                "g2p.program.get_manager takes ['kind'], not ['kind', 'limit']",
            ],
        )

    def test_an_id_or_place_that_differs_is_reported(self):
        view = "g2p_registry_individual.view_individuals_form"
        self.assertEqual(
            self._differences(
                xmlids={"g2p_programs.nothing": "res.groups", view: "res.groups"},
                anchors={view: ["//page[@name='nothing']"], "g2p_programs.nothing": []},
            ),
            [
                "there is no g2p_programs.nothing",
                f"{view} is of ir.ui.view, not res.groups",
                f"{view} has no place //page[@name='nothing']",
                "there is no view g2p_programs.nothing",
            ],
        )

    def test_a_group_that_implies_another_is_reported(self):
        validator, user = "g2p_programs.g2p_program_validator", "base.group_user"
        self.env.ref(validator).implied_ids = self.env.ref(user)
        self.assertEqual(self._differences(implied={validator: []}), [f"{validator} brings {user}"])
        approver = "g2p_programs.g2p_program_cycle_approver"
        self.assertEqual(
            self._differences(implied={approver: [validator, "base.group_system"]}),
            [f"{approver} does not bring base.group_system"],
        )

    def test_a_right_beyond_openg2ps_is_reported(self):
        access = self.env.ref("g2p_programs.access_g2p_cycle_program_validator")
        access.perm_unlink = True
        rights = load()["rights"]["g2p.cycle"]
        self.assertEqual(
            self._differences(rights={"g2p.cycle": rights}),
            ["g2p_programs.g2p_program_validator may D g2p.cycle"],
        )

    def test_a_rule_that_openg2p_lacks_is_reported(self):
        rule = self.env.ref("g2p_programs.cycle_membership_rule")
        rule.domain_force = "[('cycle_id.company_id', 'in', company_ids)]"
        rights = load()["rights"]["g2p.cycle.membership"]
        self.assertEqual(
            self._differences(rights={"g2p.cycle.membership": rights}),
            ["g2p.cycle.membership has a rule about companies"],
        )
