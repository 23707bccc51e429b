from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PGroupMembership(models.Model):
    """The membership of a person in a group, with its dates and role."""

    _name = "g2p.group.membership"
    _description = "Group Membership"
    _order = "id desc"

    group = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_group", "=", True), ("is_registrant", "=", True)],
    )
    individual = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_group", "=", False), ("is_registrant", "=", True)],
    )
    individual_birthdate = fields.Date(related="individual.birthdate")
    individual_gender = fields.Selection(related="individual.gender")
    kind = fields.Many2many("g2p.group.membership.kind")
    start_date = fields.Datetime(default=fields.Datetime.now)
    ended_date = fields.Datetime()
    is_ended = fields.Boolean(compute="_compute_is_ended", store=True)
    status = fields.Selection(
        [("inactive", "Inactive"), ("active", "Active")],
        compute="_compute_is_ended",
        store=True,
    )

    @api.depends("ended_date")
    def _compute_is_ended(self):
        """An end date in the past ends the membership; a cron-free, dated mark as in OpenG2P."""
        now = fields.Datetime.now()
        for record in self:
            record.is_ended = bool(record.ended_date and record.ended_date <= now)
            record.status = "inactive" if record.is_ended else "active"

    @api.depends("group", "individual")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.individual.name or ''} ({record.group.name or ''})"

    @api.constrains("individual", "group")
    def _check_group_members(self):
        for record in self:
            same = [
                ("group", "=", record.group.id),
                ("individual", "=", record.individual.id),
                ("is_ended", "=", False),
                ("id", "!=", record.id),
            ]
            if not record.is_ended and self.search_count(same, limit=1):
                raise ValidationError(self.env._("The person is already a member of this group."))

    @api.constrains("ended_date")
    def _check_ended_date(self):
        for record in self:
            if record.ended_date and record.start_date and record.ended_date < record.start_date:
                raise ValidationError(self.env._("A membership cannot end before it starts."))

    @api.constrains("kind", "group")
    def _check_unique_kind(self):
        for record in self:
            for kind in record.kind.filtered("is_unique"):
                same = [
                    ("group", "=", record.group.id),
                    ("kind", "in", kind.ids),
                    ("is_ended", "=", False),
                    ("id", "!=", record.id),
                ]
                if self.search_count(same, limit=1):
                    raise ValidationError(
                        self.env._(
                            "The group already has a member with the role %(kind)s.",
                            kind=kind.name,
                        )
                    )
