from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

#: Lists without personal data, which portal pages show.
PUBLIC_LISTS = {
    "g2p.assistance.type",
    "g2p.assistance.type.document",
    "g2p.district",
    "g2p.document.type",
    "gender.type",
    "mail.message.subtype",
    "res.country",
    "res.country.group",
    "res.country.state",
    "res.currency",
    "res.lang",
    # of Odoo 17.0: canned answers, ways to pay, rates, origins of visitors
    "mail.shortcode",
    "payment.method",
    "res.currency.rate",
    "utm.campaign",
    "utm.medium",
    "utm.source",
    # where Odoo's website is installed
    "website",
    "website.menu",
}
#: Records that people can create for themselves: second factors, filters, messages.
OWN_THINGS = {
    "auth.passkey.key.create",
    "auth_totp.wizard",
    "discuss.channel.member",
    "ir.filters",
    "mail.message",
    "res.users.apikeys.description",
    "res.users.identitycheck",
    # of Odoo 17.0
    "bus.presence",
    "mail.compose.message",
    "res.partner.autocomplete.sync",
    "utm.campaign",
    "utm.medium",
    "utm.source",
}
#: Models that check each row in their own code instead of a rule.
CHECKED_ROWS = {"mail.message"}


@tagged("post_install", "-at_install")
class TestPortalSweep(AssistanceCase):
    """Rows of all models that a person who signed up, or a visitor, can access.

    It covers a server's other addons too. A model named in a failure gives these users rows or
    rights that are not theirs: restrict it, or, if it has no personal data, add it to the lists
    above.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strangers = (cls.eve, cls.env.ref("base.public_user"))

    def _models(self, user, right):
        """The models to which access rights give the user access."""
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(user)
            if not model._abstract and model.has_access(right):
                yield model

    def _own(self, user, model):
        """The rows of a model that are the user's own."""
        partner = user.partner_id
        own = {
            "res.users": user,
            "res.partner": partner | user.company_id.partner_id,
            "res.company": user.company_id,
        }
        return own.get(model._name, model).ids

    def _reads(self, user):
        for model in self._models(user, "read"):
            if model.search([("id", "not in", self._own(user, model))], limit=1):
                yield model._name

    def _writes(self, user, right):
        for model in self._models(user, right):
            # sudo: checks all rows, visible or not
            rows = model.sudo().search([("id", "not in", self._own(user, model))], limit=1000)
            if any(row.has_access(right) for row in rows.sudo(False)):
                yield model._name

    def _unruled(self, user):
        """The models whose rows the user can all read, since no rule restricts them."""
        for model in self._models(user, "read"):
            domain = self.env["ir.rule"].with_user(user)._compute_domain(model._name, "read")
            if not model._transient and list(domain or []) in ([], [(1, "=", 1)]):
                yield model._name

    def test_nobody_can_read_rows_of_others_except_public_lists(self):
        self.issued()
        for user in self.strangers:
            with self.subTest(user=user.login):
                self.assertEqual(set(self._reads(user)) - PUBLIC_LISTS, set())

    def test_only_public_lists_are_readable_without_a_rule(self):
        """Also checks models without rows in the test database."""
        for user in self.strangers:
            with self.subTest(user=user.login):
                self.assertEqual(set(self._unruled(user)) - PUBLIC_LISTS - CHECKED_ROWS, set())

    def test_nobody_can_change_rows_of_others(self):
        self.issued()
        for user in self.strangers:
            for right in ("write", "unlink"):
                with self.subTest(user=user.login, right=right):
                    self.assertEqual(list(self._writes(user, right)), [])

    def test_nobody_can_create_rows_except_their_own(self):
        for user in self.strangers:
            with self.subTest(user=user.login):
                made = {model._name for model in self._models(user, "create")}
                self.assertEqual(made - OWN_THINGS, set())

    def test_a_newly_opened_model_is_reported(self):
        model = self.env["ir.model"]._get("g2p.assistance.fund")
        row = {"name": "door", "model_id": model.id, "group_id": self.ref("base.group_portal")}
        rights = {"perm_read": True, "perm_write": True, "perm_create": True}
        self.env["ir.model.access"].create({**row, **rights})
        self.assertIn(model.model, self._reads(self.eve))
        self.assertIn(model.model, self._writes(self.eve, "write"))
        self.assertIn(model.model, [found._name for found in self._models(self.eve, "create")])
