from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.g2p_suite_base.tools import actions, rows

MINUTES = 10
#: characters, spaces at the ends and doubled ones aside
SHORTEST = 10


class G2PExportReason(models.TransientModel):
    """A reason that its user has given for the next large export of a model.

    Good for one export, within ten minutes; the export takes it from here into its log.
    """

    _name = "g2p.export.reason"
    _inherit = "g2p.dialog.mixin"
    _description = "Reason for an Export"

    res_model = fields.Char("Model", required=True, readonly=True)
    model_label = fields.Char("Kind of record", compute="_compute_model_label")
    reason = fields.Text(
        required=True,
        help="The task, and who receives the file. Without names of people: auditors read it.",
    )

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_model_label(self):
        for dialog in self:
            dialog.model_label = self.env["g2p.export.log"]._label(dialog.res_model or "")

    @api.constrains("reason")
    def _check_reason(self):
        for dialog in self:
            if len(" ".join((dialog.reason or "").split())) < SHORTEST:
                raise ValidationError(
                    self.env._(
                        "The reason is too short. Write at least %(least)s characters: the task, "
                        "and who receives the file.",
                        least=SHORTEST,
                    )
                )

    # === ACTIONS === #

    def action_confirm(self):
        """Keep the reason; the rights of the dialog are those of its user."""
        self.ensure_one()
        self.check_access("write")
        message = self.env._(
            "The reason is good for one export of %(kind)s within %(minutes)s minutes. Export "
            "again.",
            kind=self.model_label,
            minutes=MINUTES,
        )
        return actions.close(actions.notify(message))

    # === BUSINESS === #

    @api.model
    def _find_waiting(self, model):
        """The user's own last reason for an export of the model, if it is not too old."""
        own = [
            ("create_uid", "=", self.env.uid),
            ("res_model", "=", model),
            ("create_date", ">=", fields.Datetime.now() - timedelta(minutes=MINUTES)),
        ]
        # sudo: the export reads its own user's reason, whatever roles they have
        return self.sudo().search(own, order="id desc", limit=1)

    @api.model
    def _take(self, model):
        """Use up the waiting reason and return its text; None where there is none.

        Two exports at once take it one after the other: the second one finds it gone.
        """
        waiting_sudo = rows.hold(self._find_waiting(model))
        if not waiting_sudo:
            return None
        reason = " ".join(waiting_sudo.reason.split())
        waiting_sudo.unlink()
        return reason
