from odoo.tests import tagged

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestVoucherWords(AssistanceCase):
    """Contents of the printed voucher: the name as written, and nothing about an illness."""

    def paper(self, application):
        """The values printed on the voucher's copy."""
        copy = application.voucher_id.active_copy_id
        return copy._template()._values(copy)

    def test_the_voucher_never_shows_the_name_of_the_type(self):
        application = self.issued()
        self.assertEqual(application.voucher_id.covers, "Immediate assistance")
        values = self.paper(application)
        self.assertEqual(values["covers"], "Immediate assistance")
        voucher = application.voucher_id
        nobody = self.env["g2p.service.provider"]
        details = voucher._details(nobody, voucher.active_copy_id)
        for text in (*map(str, values.values()), str(details)):
            self.assertNotIn("surgery", text.lower())

    def test_the_manager_chooses_the_label_in_each_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.type.voucher_label = "Medical assistance"
        self.type.with_context(lang="fr_FR").voucher_label = "Aide médicale"
        body = self.env.ref("g2p_voucher_template.voucher_template_default").body
        self.manager.template_id = self.env["g2p.voucher.template"].create(
            {"name": "French", "lang": "fr_FR", "body": body}
        )
        application = self.issued()
        self.assertEqual(self.paper(application)["covers"], "Aide médicale")
        self.manager.template_id = False
        self.assertEqual(application._voucher_covers(), "Medical assistance")

    def test_the_holders_page_has_the_purpose_in_the_holders_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.type.voucher_label = "Medical assistance"
        self.type.with_context(lang="fr_FR").voucher_label = "Aide médicale"
        application = self.issued()
        voucher = application.voucher_id
        self.assertEqual(voucher.covers, "Medical assistance")
        self.ada.lang = application.registrant_id.lang = "fr_FR"
        facts = voucher.active_copy_id._template()._holder_facts(voucher)
        self.assertEqual((facts["lang"], facts["covers"]), ("fr_FR", "Aide médicale"))
        self.assertEqual(voucher._holder_covers("en_US"), "Medical assistance")
        # what was printed counts as soon as the office says something else
        self.type.voucher_label = "Dental assistance"
        self.type.with_context(lang="fr_FR").voucher_label = "Soins dentaires"
        self.assertEqual(voucher._holder_covers("fr_FR"), "Medical assistance")

    def test_the_name_is_printed_and_masked_as_the_person_wrote_it(self):
        for given, family, masked in (
            ("Ayşe", "İbrahimoğlu", "A•••• İ••••"),
            ("Änne", "Weiß", "Ä•••• W••••"),
            ("დავით", "ბერიძე", "დ•••• ბ••••"),
        ):
            draft = self.env["g2p.assistance.application"].new(
                {"given_name": given, "family_name": family}
            )
            vals = draft._prepare_registrant_vals()
            kept = ("name", "given_name", "family_name", "is_registrant")
            registrant = self.env["res.partner"].create({name: vals[name] for name in kept})
            self.assertEqual(registrant.name, f"{family}, {given}".upper())
            self.assertEqual(registrant._name_as_written(), f"{given} {family}")
            voucher = self.env["g2p.voucher"].new({"partner_id": registrant.id})
            self.assertEqual(voucher._beneficiary_masked(), masked)
