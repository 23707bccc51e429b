from odoo.tests import new_test_user

from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

OLD, NEW = "XX00 1111 2222 3333", "XX00 9999 8888 7777"
MANAGER = "g2p_voucher_key.group_voucher_manager"


class AccountCase(VoucherCase):
    """A provider in use with a contact and a confirmed account; two voucher managers who never
    asked for anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.g2p_account_hours = 24
        cls.contact = cls.env["res.partner"].create(
            {"name": "Hospital", "email": "boss@hospital.example"}
        )
        # entered by the server itself: confirmed
        cls.provider.write({"account_number": OLD, "partner_id": cls.contact.id})
        cls.third = new_test_user(cls.env, "account_third", groups=MANAGER)

    def propose(self, number=NEW, user=None, provider=None):
        """The change that a manager asks for, as that user."""
        provider = (provider or self.provider).with_user(user or self.manager)
        provider.action_propose_account(number, "Letter of 12 March")
        return self.last_change(provider).with_user(user or self.manager)

    def ask_activation(self, provider=None, user=None):
        provider = (provider or self.provider).with_user(user or self.manager)
        provider.action_activate()
        return self.last_change(provider).with_user(user or self.manager)

    def last_change(self, provider=None):
        changes = self.env["g2p.provider.change"]
        mine = [("provider_id", "=", (provider or self.provider).id), ("kind", "!=", "contact")]
        return changes.search(mine, limit=1, order="id desc")

    def confirm(self, change, user=None, account=NEW):
        """Confirm as the second officer, by the dialog."""
        dialog = self.dialog(change, user or self.second)
        dialog.account_number = account
        dialog.action_confirm()
        self.env.invalidate_all()

    def dialog(self, change, user):
        action = change.with_user(user).action_decide()
        dialogs = self.env[action["res_model"]].with_user(user)
        return dialogs.with_context(**action["context"]).create({})

    def cool_off(self, change):
        """As if the cooling-off were over."""
        change.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_provider_change SET in_force_from = now() - interval '1 hour'"
            " WHERE id = %s",
            [change.id],
        )
        self.env.invalidate_all()
        self.env["g2p.provider.change"].browse(change.id)._come_into_force()
        self.env.invalidate_all()

    def fresh_provider(self, user=None, **values):
        """A draft that a manager enters."""
        providers = self.env["g2p.service.provider"].with_user(user or self.manager)
        vals = {"name": "New clinic", "code": "NC", "program_ids": [(6, 0, self.program.ids)]}
        return providers.create({**vals, "user_ids": [(6, 0, self.visitor.ids)], **values})
