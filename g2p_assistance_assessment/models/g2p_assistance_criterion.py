from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.score import choices

APPLICATION = "g2p.assistance.application"
KINDS = [("scale", "Scale"), ("yes_no", "Yes or no")]
YES_NO = [("yes", "Yes"), ("no", "No")]
MOST_WEIGHT, MOST_STEPS = 100, 10
#: the texts that officers read
TEXTS = ("name", "guidance", "lowest_label", "highest_label")


class G2PAssistanceCriterion(models.Model):
    """A subject that the officers of a stage assess, and how much it counts."""

    _name = "g2p.assistance.criterion"
    _description = "Criterion of an Assessment"
    _inherit = ["g2p.approval.bounds", "g2p.audit.mixin", "g2p.company.mixin"]
    _order = "sequence, id"
    _bounds = {
        "sequence": (-1_000_000, 1_000_000),
        "weight": (1, MOST_WEIGHT),
        "steps": (2, MOST_STEPS),
    }

    _audit_fields = (
        "stage_id",
        *TEXTS,
        "kind",
        "steps",
        "full_answer",
        "weight",
        "required",
        "active",
    )

    stage_id = fields.Many2one("g2p.approval.stage", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="stage_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Criterion", required=True, translate=True)
    guidance = fields.Text(
        translate=True, help="What the officer looks at, shown with the criterion."
    )
    kind = fields.Selection(KINDS, "Kind of answer", required=True, default="scale")
    steps = fields.Integer(
        "Highest number", required=True, default=5, help="The scale goes from 1 to this number."
    )
    lowest_label = fields.Char("Meaning of 1", translate=True)
    highest_label = fields.Char("Meaning of the highest number", translate=True)
    full_answer = fields.Selection(
        YES_NO,
        "Answer that counts",
        required=True,
        default="yes",
        help="It counts with the whole weight, the other answer with nothing.",
    )
    weight = fields.Integer(required=True, default=1)
    required = fields.Boolean(
        "Needs an answer",
        default=True,
        help="Without an answer, a criterion that needs none does not count in the total.",
    )
    active = fields.Boolean(default=True)

    _weight_positive = models.Constraint(
        f"CHECK (weight BETWEEN 1 AND {MOST_WEIGHT})",
        f"The weight of a criterion is a number from 1 to {MOST_WEIGHT}.",
    )
    _steps_bounded = models.Constraint(
        f"CHECK (steps BETWEEN 2 AND {MOST_STEPS})",
        f"The highest number of a scale is from 2 to {MOST_STEPS}.",
    )

    # === CHECKS === #

    @api.constrains("stage_id")
    def _check_records(self):
        for criterion in self:
            policy = criterion.stage_id.policy_id
            if policy._model_name() != APPLICATION:
                raise ValidationError(
                    self.env._(
                        "The stage %(stage)s has criteria, but its procedure %(policy)s does not "
                        "decide applications for assistance. Remove the criteria, or choose "
                        "applications in the procedure.",
                        stage=criterion.stage_id.name,
                        policy=policy.name,
                    )
                )

    @api.constrains("stage_id", "required", "active")
    def _check_one_required(self):
        self.stage_id._check_one_required()

    @api.constrains("name")
    def _check_name(self):
        for criterion in self:
            if not criterion.name.strip():
                raise ValidationError(
                    self.env._(
                        "A criterion of the stage %(stage)s has no name. Write what the officers "
                        "assess.",
                        stage=criterion.stage_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _check_others_required(self):
        self.stage_id._check_one_required(without=self)

    # === As data === #

    def _describe(self, langs):
        """The criteria as data, with their texts in these languages."""
        texts = {(one.id, name): {} for one in self for name in TEXTS}
        for lang in langs:
            for one in self.with_context(lang=lang):
                for name in TEXTS:
                    texts[one.id, name][lang] = one[name] or ""
        return [
            {
                "key": str(one._origin.id or f"new{at}"),
                "kind": one.kind,
                "steps": one.steps,
                "full": one.full_answer,
                "weight": one.weight,
                "required": one.required,
                "label": texts[one.id, "name"],
                "guidance": texts[one.id, "guidance"],
                "lowest": texts[one.id, "lowest_label"],
                "highest": texts[one.id, "highest_label"],
            }
            for at, one in enumerate(self)
        ]

    @api.model
    def _middle(self, criteria):
        """Answers in the middle of each scale, for an example."""
        return {one["key"]: choices(one)[(len(choices(one)) - 1) // 2] for one in criteria}
