from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_suite_base.tools.together import by_halves

MAX_PREPARED = 1000  # vouchers that one request prepares
PART = 50  # vouchers prepared together
MAX_NAMED = 5  # refusals shown in a notification


class G2PVoucherEntitlementManager(models.Model):
    """Entitlements that were approved before their programme issued vouchers."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"

    unprepared_count = fields.Integer(
        "Approved, without a voucher",
        compute="_compute_unprepared_count",
        help="Approved entitlements of the programme without a prepared voucher. They cannot be "
        "paid in cash.",
    )

    def _compute_unprepared_count(self):
        for manager in self:
            # sudo: only a number; issuing officers read no entitlements
            program_sudo = manager.program_id.sudo() if manager._is_in_use() else None
            count = program_sudo._count_approved_without_voucher() if program_sudo else 0
            manager.unprepared_count = count

    def _is_in_use(self):
        """Whether its programme issues vouchers with this manager."""
        return bool(self.program_id) and self.program_id._voucher_manager() == self._origin

    # === ACTIONS === #
    def action_prepare_approved(self):
        """Prepare vouchers for entitlements approved before the programme issued vouchers.

        For users who may change the manager; each entitlement is checked separately.
        """
        self.ensure_one()
        self.check_access("write")
        if not self._is_in_use():
            raise UserError(
                self.env._(
                    "%(program)s does not issue vouchers with “%(manager)s”. Choose it as the "
                    "programme's entitlement manager first.",
                    program=self.program_id.sudo().name,  # sudo: only its name
                    manager=self.name,
                )
            )
        # sudo: a user who sets up vouchers may lack rights on OpenG2P's entitlements
        waiting_sudo = self.program_id.sudo()._approved_without_voucher()
        made, problems = self._prepare_each(waiting_sudo)
        left = len(waiting_sudo) - made - len(problems)
        return self._outcome(made, problems, left)

    def _prepare_each(self, entitlements_sudo):
        """(number of prepared vouchers, reasons for the refused ones)."""
        made, problems = 0, []
        for ids in split_every(PART, entitlements_sudo.ids):
            some_sudo = entitlements_sudo.browse(ids[: MAX_PREPARED - made])
            refused = self._prepare_some(some_sudo)
            made += len(some_sudo) - len(refused)
            problems += refused
        return made, problems

    @api.model
    def _prepare_some(self, entitlements_sudo):
        """Prepare vouchers together; return the reasons for refused ones."""

        def prepare(some):
            self.env["g2p.voucher"]._create_for(some)
            return [None] * len(some)

        answers = by_halves(entitlements_sudo, prepare, lambda _one, error: str(error))
        return [answer for answer in answers if answer]

    def _outcome(self, made, problems, left):
        """A notification of the result."""
        lines = [
            self.env._(
                "Vouchers prepared: %(count)s. Issuing officers can issue them under "
                "Programs / Vouchers / To issue.",
                count=made,
            )
        ]
        if left:
            lines.append(self.env._("Remaining: %(count)s. Run the action again.", count=left))
        if problems:
            lines.append(self.env._("Refused: %(count)s.", count=len(problems)))
            lines += problems[:MAX_NAMED]
        if len(problems) > MAX_NAMED:
            lines.append(self.env._("… and %(count)s more.", count=len(problems) - MAX_NAMED))
        kind = "warning" if problems or left else "success"
        return actions.notify("\n".join(lines), kind, sticky=True, next=actions.reload())

    # === OpenG2P's own vouchers === #
    def generate_vouchers(self, entitlements=None):
        """Refuse “Generate Vouchers” of OpenG2P's g2p_entitlement_voucher, which calls every kind
        of manager.

        :raises UserError: always, with the way to issue a QR voucher
        """
        raise UserError(
            self.env._(
                "%(program)s issues QR vouchers, which are not generated here. Issuing officers "
                "issue them under Programs / Vouchers / To issue. For an approved entitlement that "
                "is not listed there, ask the programme's manager to open the QR voucher manager "
                "and choose “Prepare vouchers for approved entitlements”.",
                program=self.program_id.sudo().name,  # sudo: only its name
            )
        )
