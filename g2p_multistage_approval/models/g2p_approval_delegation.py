from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PApprovalDelegation(models.Model):
    """An officer's absence: from day to day somebody else decides on their behalf.

    It is looked up when deciding, so it ends by itself, and it is never passed on: who stands
    in for an officer does not stand in for those for whom that officer stands in.
    """

    _name = "g2p.approval.delegation"
    _description = "Approval Delegation"
    _without_company = "an absence is the officer's, wherever the officer decides"
    _inherit = ["g2p.audit.mixin"]
    _order = "date_from desc, id desc"

    _audit_fields = ("user_id", "delegate_id", "date_from", "date_to", "active")

    user_id = fields.Many2one(
        "res.users",
        "Officer",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    delegate_id = fields.Many2one(
        "res.users",
        "Stands in",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Until", required=True, help="The last day, included.")
    reason = fields.Char(required=True)
    active = fields.Boolean(default=True)

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day lies before the first one."
    )
    _another = models.Constraint(
        "CHECK (user_id <> delegate_id)", "Nobody stands in for themselves."
    )

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = self.env._(
                "%(delegate)s for %(officer)s",
                delegate=delegation.delegate_id.name or "",
                officer=delegation.user_id.name or "",
            )

    @api.constrains("user_id", "delegate_id", "date_from", "date_to", "active")
    def _check_delegation(self):
        for delegation in self:
            if delegation.user_id.share or delegation.delegate_id.share:
                raise ValidationError(self.env._("Only officers of the agency stand in."))
            if self.env.user == delegation.delegate_id != delegation.user_id:
                raise ValidationError(
                    self.env._("Nobody takes over the part of somebody else by themselves.")
                )
            same_time = [
                ("id", "!=", delegation.id),
                ("user_id", "=", delegation.user_id.id),
                ("date_from", "<=", delegation.date_to),
                ("date_to", ">=", delegation.date_from),
            ]
            # sudo: other rows of the officer may be those of a manager
            if delegation.active and self.sudo().search_count(same_time, limit=1):
                raise ValidationError(
                    self.env._("Somebody stands in for this officer in these days already.")
                )

    def write(self, vals):
        done = super().write(vals)
        self.check_access("write")  # rules look at a row before it is written; this is after
        return done

    @api.model
    def _in_force(self, domain):
        """Delegations of today (UTC), under sudo: they count for every user."""
        today = fields.Date.today()
        days = [("date_from", "<=", today), ("date_to", ">=", today)]
        # active: whatever the caller's context says
        return self.sudo().search([*domain, *days, ("active", "=", True)])

    @api.model
    def _principals_of(self, user, step=None):
        """For whom the user stands in today; in the case of a step, if one is given."""
        found_sudo = self._in_force([("delegate_id", "=", user.id)])
        if step:
            found_sudo = found_sudo.filtered(lambda row: row._is_neutral_in(step))
        return found_sudo.user_id.sudo(False)

    def _is_neutral_in(self, step):
        """Whether nobody with an interest in the case chose who stands in."""
        entered = (self.create_uid | self.write_uid) - self.user_id
        return not any(
            step._why_not_party(user) for user in entered - self.env.ref("base.user_root")
        )

    @api.model
    def _delegates_of(self, users):
        """Who stands in today for one of the users."""
        if not users:
            return users
        return self._in_force([("user_id", "in", users.ids)]).delegate_id.sudo(False)
