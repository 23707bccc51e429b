from odoo import fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PVoucherEntitlementManager(models.Model):
    """Replaces the programme's current entitlement manager."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"

    is_in_use = fields.Boolean(
        "In use",
        compute="_compute_is_in_use",
        help="Whether its programme issues vouchers with this manager.",
    )

    def _compute_is_in_use(self):
        for manager in self:
            manager.is_in_use = manager._is_in_use()

    def action_use(self):
        """Make this manager the programme's entitlement manager, instead of the current one.

        For users who may change the programme: OpenG2P allows one entitlement manager for each
        programme, and refuses a second one.
        """
        self.ensure_one()
        self.check_access("write")
        program = self.program_id
        program.check_access("write")
        vals = {"program_id": program.id, "manager_ref_id": f"{self._name},{self.id}"}
        wrapper = program.entitlement_managers[:1]
        if wrapper:
            wrapper.write(vals)
        else:
            program.write({"entitlement_managers": [(4, wrapper.create(vals).id)]})
        sentence = self._sentence_in_use()
        return actions.notify(sentence, "warning", sticky=True, next=actions.reload())

    def _sentence_in_use(self):
        """A sentence on the change, and on remaining work."""
        program = self.program_id
        words = self.env._("%(program)s issues vouchers from now on.", program=program.name)
        if not self.unprepared_count:
            return words
        return self.env._(
            "%(words)s Its approved entitlements without a voucher (%(count)s) can no longer be "
            "paid in cash: choose “Prepare vouchers for approved entitlements”.",
            words=words,
            count=self.unprepared_count,
        )
