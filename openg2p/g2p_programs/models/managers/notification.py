from odoo import api, fields, models


class NotificationManager(models.Model):
    """The notification manager of a programme."""

    _name = "g2p.program.notification.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Notification manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        new_manager = (
            "g2p.program.notification.manager.sms",
            self.env._("SMS Notification"),
        )
        return selection if new_manager in selection else [*selection, new_manager]


class BaseNotificationManager(models.AbstractModel):
    """Interface of the notification managers."""

    _name = "g2p.base.program.notification.manager"
    _inherit = "base.programs.manager"
    _description = "Base notification manager"

    name = fields.Char("Manager name", required=True)
    program_id = fields.Many2one("g2p.program", required=True, ondelete="cascade", index=True)

    def on_enrolled_in_program(self, program_memberships):
        """Called after members were enrolled."""


class SMSNotificationManager(models.Model):
    """Placeholder of OpenG2P's SMS manager: this stand-in sends nothing."""

    _name = "g2p.program.notification.manager.sms"
    _inherit = ["g2p.base.program.notification.manager", "g2p.manager.source.mixin"]
    _description = "SMS Program Notification Manager"
