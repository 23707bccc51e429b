from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase

APPLICATION = "g2p.assistance.application"


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Lists of any length are sorted and searched without reading whole tables."""

    addon = "g2p_immediate_assistance"
    small = frozenset(
        {
            "g2p.approval.policy",
            "g2p.approval.reason",
            "g2p.approval.stage",
            "g2p.assistance.fund",
            "g2p.assistance.type",
            "g2p.audit.change",
            "g2p.deferred",
            "g2p.district",
            "g2p.document.type",
            "g2p.program",
            "g2p.program.entitlement.manager.voucher.qr",
            "g2p.service.provider",
            "g2p.voucher.key",
            "g2p.voucher.template",
            "ir.model",
            "res.company",
            "res.users",
        }
    )

    # === All models === #

    def test_every_searched_text_of_a_list_has_an_index(self):
        # a few words, repeated
        few = {("g2p.approval.step", "name"), ("g2p.consent", "purpose")}
        self.assertEqual(self.texts_without_index(), few)

    def test_every_restricting_reference_has_an_index(self):
        self.assertEqual(self.links_without_index(), set())

    # === Applications and persons === #

    def test_the_order_of_applications_is_an_index(self):
        sent = [("date_submitted", "!=", False)]
        self.assert_found_by("order_idx", APPLICATION, sent, ordered=True)
        for states in (["submitted"], ["submitted", "returned"]):
            waiting = [("state", "in", states)]
            self.assert_found_by("open_order_idx", APPLICATION, waiting, ordered=True)

    def test_searches_for_parts_of_texts_use_an_index(self):
        for model, index, *names in (
            (APPLICATION, "search_idx", "name", "family_name", "given_name"),
            ("res.partner", "name_search_idx", "name", "complete_name"),
            ("res.partner", "reference_search_idx", "email", "ref", "vat"),
            ("g2p.reg.id", "search_idx", "value"),
            ("g2p.phone.number", "search_idx", "phone_no"),
        ):
            for name in names:
                with self.subTest(model=model, name=name):
                    domain = [(name, "ilike", "abcd")]
                    self.assert_found_by(index, model, domain)
        either = ["|", ("family_name", "ilike", "abcd"), ("given_name", "ilike", "abcd")]
        self.assert_found_by("search_idx", APPLICATION, either)

    def test_name_searches_for_persons_use_an_index(self):
        """The name search of persons, which covers five columns."""
        # explicit, since 17.0 cannot search for display_name in a domain
        names = self.env["res.partner"]._rec_names_search
        parts = [(name, "ilike", "abcd") for name in names]
        plan = self.plan("res.partner", ["|"] * (len(names) - 1) + parts)
        self.assertIn("res_partner_name_search_idx", plan)
        self.assertNotIn("Seq Scan", plan)

    def test_searches_for_whole_values_use_an_index(self):
        self.assert_found_by("phone_no_idx", "g2p.phone.number", [("phone_no", "=", "0711 1")])
        for name in ("registrant_id", "membership_partner_id"):
            plan = self.plan(APPLICATION, [(name, "in", [7])])
            self.assertIn(f"__{name}_index", plan)
        self.assertIn("__partner_id_index", self.plan("g2p.voucher", [("partner_id", "in", [7])]))

    def test_a_telephone_number_of_any_length_can_be_indexed(self):
        """A B-tree index refuses values over a third of its page, with a database error before the
        model can reject the telephone number."""
        digits = "".join(str(7919 * n * n) for n in range(900))  # not compressible
        person = self.env["res.partner"].create({"name": "Ama Boateng", "is_registrant": True})
        number = self.env["g2p.phone.number"].create(
            {"partner_id": person.id, "phone_no": "+254 799 000 123"}
        )
        self.env.flush_all()
        self.cr.execute(
            "UPDATE g2p_phone_number SET phone_no = %s WHERE id = %s", [digits, number.id]
        )
        self.env.invalidate_all()
        self.assertEqual(number.search([("phone_no", "=", digits)]), number)

    def test_other_lists_have_the_index_of_their_order(self):
        self.assert_found_by("order_idx", "g2p.consent", [], ordered=True)
        self.assert_found_by("order_idx", "g2p.approval.review", [], ordered=True)
