from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import condition


class G2PApprovalPolicy(models.Model):
    """A procedure: which stages decide the records of a model that match."""

    _name = "g2p.approval.policy"
    _description = "Approval Procedure"
    _inherit = ["g2p.approval.bounds", "g2p.audit.mixin", "g2p.company.mixin"]
    _order = "sequence, id"
    _bounds = {"sequence": (-1_000_000, 1_000_000), "review_days": (0, 3_650)}

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
        help="Empty: for all companies; created and changed by administrators only.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Currency of the amounts of its stages.",
    )
    model_id = fields.Many2one(
        "ir.model",
        "Applies to",
        required=True,
        ondelete="cascade",
        domain=lambda self: [("model", "in", self._approvable_models())],
    )
    model = fields.Char(related="model_id.model", store=True, index=True, string="Model name")
    domain = fields.Char(
        default="[]", required=True, help="The records it applies to; [] means all."
    )
    stage_ids = fields.One2many("g2p.approval.stage", "policy_id", "Stages", copy=True)
    distinct_officers = fields.Boolean(
        "A different officer at each stage",
        default=True,
        help="Nobody decides twice in the same case.",
    )
    allow_resubmit = fields.Boolean(
        "May be submitted again after a rejection",
        default=True,
        help="A new submission is a new round; the old one is kept unchanged.",
    )
    review_group_id = fields.Many2one(
        "res.groups",
        "Reviewed afterwards by",
        ondelete="restrict",
        help="For emergency procedures: each approval opens a review, which a member of this group "
        "who took no part in the case must close.",
    )
    review_days = fields.Integer("Review within (days)", default=7)
    warning = fields.Text(compute="_compute_warning")

    @api.depends("company_id")
    def _compute_currency_id(self):
        for policy in self:
            policy.currency_id = (policy.company_id or self.env.company).currency_id

    @api.depends("stage_ids.officer_ids", "stage_ids.group_id", "distinct_officers")
    def _compute_warning(self):
        self.stage_ids._officers()  # prefetched: each stage would query its people separately
        for policy in self:
            policy.warning = "\n".join(policy._warnings()) or False

    def _warnings(self):
        """Sentences on settings that would block a case."""
        if not self.stage_ids:
            return [self.env._("There is no stage: nothing can be submitted.")]
        warnings = [
            self.env._(
                "Stage %(stage)s has no officer: a case would wait forever.", stage=stage.name
            )
            for stage in self.stage_ids
            if not stage._officers() and not stage.officer_path
        ]
        people = set().union(*(set(stage._officers().ids) for stage in self.stage_ids))
        needed = sum(stage._required() for stage in self.stage_ids)
        has_path = any(self.stage_ids.mapped("officer_path"))
        if self.distinct_officers and not has_path and not warnings and len(people) < needed:
            warnings.append(
                self.env._(
                    "%(needed)s different officers are needed, but only %(people)s are named.",
                    needed=needed,
                    people=len(people),
                )
            )
        return warnings

    @api.model
    def _approvable_models(self):
        """Names of the models whose records can be decided in stages."""
        return [name for name in self.env.registry if self._is_approvable(name)]

    @api.model
    def _is_approvable(self, name):
        registry = self.env.registry
        return (
            name in registry
            and issubclass(registry[name], registry["g2p.approval.mixin"])
            and not registry[name]._abstract
        )

    def _model_name(self):
        """The model whose records the procedure decides, even before ``model`` is stored."""
        return self.sudo().model_id.model  # sudo: on 17.0 few users can read the list of models

    @api.constrains("model_id")
    def _check_model(self):
        for policy in self:
            if not self._is_approvable(policy._model_name()):
                raise ValidationError(
                    self.env._(
                        "Records of %(model)s cannot be decided in stages. Choose a model from "
                        "the list.",
                        model=policy._model_name(),
                    )
                )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for policy in self:
            policy._check_condition(policy.domain, policy.name)
            policy.stage_ids._check_domain()
            policy.stage_ids._check_officer_path()

    def _check_condition(self, text, label):
        """Refuse a condition that uses fields which the records do not offer."""
        if not self._is_approvable(self._model_name()):
            return  # _check_model refuses it
        types = self.env[self._model_name()]._approval_condition_types()
        try:
            condition.read(text, types)
        except condition.ConditionError as error:
            raise ValidationError(self._sentence_of(error, label, types)) from error

    def _sentence_of(self, error, label, types):
        """The message about a wrong condition: the fault and the allowed values."""
        words = {"label": label, "detail": error.detail, "fields": ", ".join(sorted(types))}
        if error.code == "field":
            return self.env._(
                "The condition of %(label)s cannot use “%(detail)s”. It can use: %(fields)s.",
                **words,
            )
        if error.code == "operator":
            return self.env._(
                "The condition of %(label)s cannot use the operator “%(detail)s” there. Use =, !=, "
                "in, not in; for numbers also <, <=, >, >=; for texts also ilike, not ilike.",
                **words,
            )
        if error.code == "value":
            return self.env._(
                "The condition of %(label)s compares with %(detail)s, which is not a value of that "
                "field.",
                **words,
            )
        if error.code == "too_long":
            return self.env._("The condition of %(label)s is too long. Make it shorter.", **words)
        return self.env._(
            "The condition of %(label)s is not a valid domain. Write it like [('currency_id', '=', "
            "1)]; it can use: %(fields)s. [] means all.",
            **words,
        )

    @api.model
    def _for_record(self, record):
        """The procedure that decides ``record``.

        :raises UserError: when none matches (nothing is approved by default)
        """
        # sudo: a submitting user need not see how the case will be decided
        policies_sudo = self.sudo().search_fetch(
            [
                ("model", "=", record._name),
                ("company_id", "in", [record.company_id.id, False]),
                ("active", "=", True),  # independent of the caller's context
            ],
            ["name", "active", "model", "company_id", "domain"],
        )
        amount = record._approval_amount_now()
        for policy_sudo in policies_sudo:
            if policy_sudo._matches(record, amount):
                return policy_sudo
        raise self._none_for(record)

    @api.model
    def _none_for(self, record):
        """The message for a record without a procedure."""
        return UserError(
            self.env._(
                "No approval procedure is set up for %(record)s, so it cannot be submitted. "
                "The programme manager can add one under Approvals / Configuration.",
                record=record.display_name,
            )
        )

    def _matches(self, record, amount):
        return self._evaluate(self.domain, record, self.name, amount)

    @api.model
    def _evaluate(self, domain, record, label, amount):
        """Whether ``record`` matches, for an amount; an invalid domain blocks."""
        try:
            # sudo: conditions are evaluated on the whole record, for every user
            terms = condition.read(domain, record._approval_condition_types())
            terms = condition.settle(terms, record._approval_amount_field, amount)
            return bool(record.sudo().filtered_domain(terms))  # sudo: as above
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                self.env._(
                    "The condition of %(label)s is invalid, so no case is decided by it. The "
                    "programme manager must correct it.",
                    label=label,
                )
            ) from error

    def _check_for(self, record, amount):
        """Refuse to decide ``record`` by this procedure if the procedure does not fit.

        Checked for every way of choosing it: by search, by the record's type, by the hook.

        :raises UserError: naming the fault
        """
        why_not = self._why_not_for(record._name, record.company_id)
        if not why_not and not self._matches(record, amount):
            why_not = self.env._("its condition does not hold for this record")
        if why_not:
            raise UserError(
                self.env._(
                    "%(record)s cannot be decided by the procedure %(policy)s: %(why)s. The "
                    "programme manager must choose another one.",
                    record=record.display_name,
                    policy=self.name,
                    why=why_not,
                )
            )

    def _why_not_for(self, model_name, company, currency=None):
        """Why the procedure does not fit such records, as the end of a sentence; else False.

        :param currency: of the amounts, if it is known before the record exists
        """
        if not self.active:
            return self.env._("it is archived")
        if self.model != model_name:
            return self.env._(
                # sudo: only the name of a model
                "it is for other records (%(model)s)",
                model=self.sudo().model_id.name,
            )
        if self.company_id and self.company_id != company:
            return self.env._("it belongs to another company")
        limits = currency and any(self.stage_ids.mapped("amount_from"))
        if limits and self.currency_id != currency:
            return self.env._(
                "its stages decide from amounts in %(currency)s", currency=self.currency_id.name
            )
        return False

    def _stages_for(self, record, amount):
        """All stages, of which some apply to ``record`` and the amount.

        :raises UserError: when none applies, or one that applies has no officer
        """
        applying = self.stage_ids.filtered(lambda stage: not stage._why_left_out(record, amount))
        if not applying:
            raise UserError(
                self.env._(
                    "The procedure %(policy)s has no stage for this case, so it cannot be "
                    "submitted. The programme manager must add one.",
                    policy=self.name,
                )
            )
        for stage in applying:
            stage._check_people(record)
        return self.stage_ids
