import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


def parse_domain(text):
    """A domain written as a Python literal, as a list.

    :raises ValueError: when it is none
    """
    try:
        domain = ast.literal_eval(text or "[]")
    except (SyntaxError, TypeError) as error:
        raise ValueError(str(error)) from error
    if not isinstance(domain, list | tuple):
        raise ValueError("not a list")  # noqa: TRY004 - one error for any text
    return list(domain)


class G2PApprovalPolicy(models.Model):
    """A procedure: which stages decide the records of a model that match."""

    _name = "g2p.approval.policy"
    _description = "Approval Procedure"
    _inherit = ["g2p.audit.mixin", "g2p.company.mixin"]
    _order = "sequence, id"

    _audit_fields = (
        "name",
        "active",
        "sequence",
        "company_id",
        "model_id",
        "domain",
        "distinct_officers",
        "allow_resubmit",
        "review_group_id",
        "review_days",
    )
    _audit_children = ("stage_ids",)

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first procedure that matches is used.")
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: for all companies; made and changed by administrators only.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Of the amounts from which its stages decide.",
    )
    model_id = fields.Many2one(
        "ir.model",
        "Applies to",
        required=True,
        ondelete="cascade",
        domain=[("model", "not like", "g2p.approval%")],
    )
    model = fields.Char(related="model_id.model", store=True, index=True, string="Model name")
    domain = fields.Char(default="[]", required=True, help="Which records; [] means all.")
    stage_ids = fields.One2many("g2p.approval.stage", "policy_id", "Stages", copy=True)
    distinct_officers = fields.Boolean(
        "A different officer at each stage",
        default=True,
        help="Nobody decides twice in the same case.",
    )
    allow_resubmit = fields.Boolean(
        "May be submitted again after a rejection",
        default=True,
        help="A new submission is a new round; the old one stays as it was.",
    )
    review_group_id = fields.Many2one(
        "res.groups",
        "Reviewed afterwards by",
        ondelete="restrict",
        help="For an emergency's short way: each approval opens a review, which somebody of "
        "this group who took no part must close.",
    )
    review_days = fields.Integer("Review within (days)", default=7)
    warning = fields.Text(compute="_compute_warning")

    @api.depends("company_id")
    def _compute_currency_id(self):
        for policy in self:
            policy.currency_id = (policy.company_id or self.env.company).currency_id

    @api.depends("stage_ids.officer_ids", "stage_ids.group_id", "distinct_officers")
    def _compute_warning(self):
        for policy in self:
            policy.warning = "\n".join(policy._warnings()) or False

    def _warnings(self):
        """Sentences on what would block a case."""
        if not self.stage_ids:
            return [self.env._("There is no stage: nothing can be submitted.")]
        warnings = [
            self.env._("Stage %(stage)s has no officer: it would wait for ever.", stage=stage.name)
            for stage in self.stage_ids
            if not stage._officers() and not stage.officer_path
        ]
        people = set().union(*(set(stage._officers().ids) for stage in self.stage_ids))
        needed = sum(stage._required() for stage in self.stage_ids)
        has_path = any(self.stage_ids.mapped("officer_path"))
        if self.distinct_officers and not has_path and not warnings and len(people) < needed:
            warnings.append(
                self.env._(
                    "%(needed)s different officers are needed, %(people)s are named.",
                    needed=needed,
                    people=len(people),
                )
            )
        return warnings

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for policy in self:
            policy._check_condition(policy.domain, policy.name)

    def _check_condition(self, text, label):
        """Refuse a condition that could not be evaluated on a record of this procedure."""
        try:
            domain = parse_domain(text)
            self.env[self.model].sudo().search(domain, limit=1)  # sudo: only tries the domain
        except (ValueError, KeyError, TypeError) as error:
            raise ValidationError(
                self.env._(
                    "The condition of %(label)s is not a valid domain: %(error)s",
                    label=label,
                    error=error,
                )
            ) from error

    @api.model
    def _for_record(self, record):
        """The procedure that decides ``record``.

        :raises UserError: when none matches (nothing is approved by default)
        """
        # sudo: a user who submits need not see how it will be decided
        policies_sudo = self.sudo().search(
            [
                ("model", "=", record._name),
                ("company_id", "in", [record.company_id.id, False]),
                ("active", "=", True),  # whatever the caller's context says
            ]
        )
        for policy_sudo in policies_sudo:
            if policy_sudo._matches(record):
                return policy_sudo
        raise UserError(
            self.env._(
                "No approval procedure is set up for %(record)s, so it cannot be submitted. "
                "The programme manager can add one under Approvals / Configuration.",
                record=record.display_name,
            )
        )

    def _matches(self, record):
        return self._evaluate(self.domain, record, self.name)

    @api.model
    def _evaluate(self, domain, record, label):
        """Whether ``record`` matches; a domain that cannot be read blocks."""
        try:
            # sudo: a rule is evaluated on the whole record, for every user
            return bool(record.sudo().filtered_domain(parse_domain(domain)))
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                self.env._(
                    "The condition of %(label)s cannot be read, so nothing is decided by it. "
                    "The programme manager must correct it.",
                    label=label,
                )
            ) from error

    def _stages_for(self, record, amount):
        """Stages that run for ``record``.

        :raises UserError: when none does, or one has nobody who could decide
        """
        stages = self.stage_ids.filtered(lambda stage: stage._runs_for(record, amount))
        if not stages:
            raise UserError(
                self.env._(
                    "The procedure %(policy)s has no stage for this case, so it cannot be "
                    "submitted. The programme manager must add one.",
                    policy=self.name,
                )
            )
        for stage in stages:
            stage._check_people(record)
        return stages

    def action_simulate(self):
        """Try the procedure on a record or an amount."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try: %(policy)s", policy=self.name),
            "res_model": "g2p.approval.simulate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_policy_id": self.id},
        }
