from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .g2p_approval_rules import SNAPSHOT_FIELDS


class G2PApprovalStage(models.Model):
    """A stage of a procedure: who decides, in which order, and what they may do."""

    _name = "g2p.approval.stage"
    _description = "Approval Stage"
    _inherit = [
        "g2p.approval.bounds",
        "g2p.approval.rules",
        "g2p.audit.mixin",
        "g2p.company.mixin",
    ]
    _order = "policy_id, sequence, id"
    _bounds = {
        "sequence": (-1_000_000, 1_000_000),
        "required": (-1_000, 1_000),
        "amount_from": (-1_000_000_000_000, 1_000_000_000_000),
        "max_raise_percent": (-1_000, 1_000),
        "sla_hours": (-10_000, 10_000),
    }

    _audit_fields = (
        "policy_id",
        *SNAPSHOT_FIELDS,
        "officer_ids",
        "officer_path",
    )

    policy_id = fields.Many2one(
        "g2p.approval.policy", "Procedure", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="policy_id.company_id", store=True, precompute=True, index=True
    )
    officer_ids = fields.Many2many("res.users", string="Officers", domain=[("share", "=", False)])
    officer_path = fields.Char(
        "Officer on the record",
        help="A path to users on the record, one of the paths that the record offers.",
    )
    domain = fields.Char(required=True)
    currency_id = fields.Many2one(related="policy_id.currency_id")
    condition_help = fields.Text(related="policy_id.condition_help")
    summary = fields.Char(compute="_compute_summary")

    _required_positive = models.Constraint(
        "CHECK (required >= 1)", "At least one officer must approve a stage."
    )

    @api.constrains("max_raise_percent", "sla_hours", "amount_from")
    def _check_numbers(self):
        for stage in self:
            if min(stage.max_raise_percent, stage.sla_hours, stage.amount_from) < 0:
                raise ValidationError(
                    self.env._(
                        "The numbers of stage %(stage)s cannot be negative.", stage=stage.name
                    )
                )

    @api.constrains("domain", "policy_id")
    def _check_domain(self):
        for stage in self:
            stage.policy_id._check_condition(stage.domain, stage.name)

    @api.constrains("officer_path", "policy_id")
    def _check_officer_path(self):
        for stage in self.filtered("officer_path"):
            model_name = stage.policy_id._model_name()
            if not stage.policy_id._is_approvable(model_name):
                continue  # its procedure refuses it
            offered = self.env[model_name]._approval_officer_paths
            for name in stage.officer_path.split("."):
                field = model_name and self.env[model_name]._fields.get(name)
                model_name = field.comodel_name if field and field.relational else None
            if model_name != "res.users":
                raise ValidationError(
                    self.env._(
                        "The path %(path)s of stage %(stage)s does not lead to users.",
                        path=stage.officer_path,
                        stage=stage.name,
                    )
                )
            if stage.officer_path not in offered:
                raise ValidationError(
                    self.env._(
                        "Stage %(stage)s cannot get its officers from %(path)s. The records offer: "
                        "%(offered)s.",
                        stage=stage.name,
                        path=stage.officer_path,
                        offered=", ".join(offered) or self.env._("no path"),
                    )
                )

    @api.depends(
        "name",
        "officer_ids",
        "group_id",
        "quorum",
        "required",
        "amount_from",
        "currency_id",
        "sla_hours",
    )
    def _compute_summary(self):
        for stage in self:
            stage.summary = stage._sentence()

    def _sentence(self):
        """The stage in one plain sentence."""
        who = ", ".join(self.officer_ids.mapped("name"))
        if self.group_id:
            group = self.env._("members of %(group)s", group=self.group_id.display_name)
            who = f"{who}, {group}" if who else group
        who = who or self.officer_path or self.env._("nobody yet")
        count = {"any": "1", "n": str(self.required), "all": self.env._("all")}[self.quorum]
        text = self.env._("%(count)s of: %(who)s", count=count, who=who)
        if self.amount_from:
            amount = self.currency_id.format(self.amount_from)
            text += self.env._(", from %(amount)s", amount=amount)
        if self.sla_hours:
            text += self.env._(", within %(hours)s working hours", hours=f"{self.sla_hours:g}")
        return text

    def _officers(self):
        """People who could decide this stage now (without officers named on the record)."""
        # sudo: membership of groups is not readable by every manager
        stage_sudo = self.sudo()
        people = stage_sudo.officer_ids | stage_sudo.group_id.all_user_ids
        return people.filtered(lambda user: user.active and not user.share)

    def _required(self, extra=None):
        """The number of approvals the stage needs."""
        if self.quorum == "any":
            return 1
        if self.quorum == "n":
            return self.required
        people = self._officers() | (extra or self.env["res.users"])
        return max(len(people), 1)

    def _officers_on(self, record):
        """Users that ``officer_path`` leads to on the record."""
        users = self.env["res.users"]
        if self.officer_path not in record._approval_officer_paths:
            return users
        # sudo: the path may cross records that the submitter may not read
        found = record.sudo().mapped(self.officer_path)
        found = found if found._name == "res.users" else users
        return found.filtered(lambda user: user.active and not user.share)

    def _check_people(self, record):
        """Refuse a submission that this stage could never decide.

        :raises UserError: when it has too few officers
        """
        on_record = self._officers_on(record)
        people = self._officers() | on_record
        self._check_enough(len(people), self._required(on_record), self.policy_id.name)

    def _prepare_step_vals(self, record, amount):
        """Values of a step with this stage's rules for ``record``."""
        vals = {name: self[name] for name in SNAPSHOT_FIELDS}
        for name, value in vals.items():
            if isinstance(value, models.BaseModel):
                vals[name] = value.id
        on_record = self._officers_on(record)
        vals["required"] = self._required(on_record)
        vals["officer_ids"] = [(6, 0, (self.officer_ids | on_record).ids)]
        vals["stage_id"] = self.id
        fails = self._fails_for(record, amount)
        why_skipped = self._why_skipped(record, amount, fails)
        vals.update(skip_reason=why_skipped, condition_fails=fails)
        vals["state"] = "skipped" if why_skipped else "waiting"
        return vals
