from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.own_question import CODE, DECIDABLE, PAGES

KINDS = [
    ("text", "Text"),
    ("long_text", "Long text"),
    ("number", "Whole number"),
    ("amount", "Amount of money"),
    ("date", "Date"),
    ("choice", "One of several answers"),
    ("choices", "Several answers"),
    ("yes_no", "Yes or no"),
]


def texts_in(records, name, langs):
    """{id: {language: text}} of a translated field; one query for each language."""
    found = {record.id: {} for record in records}
    for lang in langs:
        for record in records.with_context(lang=lang):
            found[record.id][lang] = record[name] or ""
    return found


class G2PAssistanceQuestion(models.Model):
    """A question that the applications of one type ask, in addition to the usual ones."""

    _name = "g2p.assistance.question"
    _description = "Question of an Assistance Type"
    _inherit = ["g2p.portal.sight.mixin", "g2p.audit.mixin", "g2p.company.mixin"]
    _portal_fields = (
        "type_id",
        "sequence",
        "page",
        "kind",
        "code",
        "label",
        "help",
        "required",
        "option_ids",
        "shown_if_id",
        "shown_if_option_ids",
        "shown_if_yes",
        "active",
    )
    _order = "sequence, id"
    _rec_name = "label"

    _audit_fields = (
        "type_id",
        "page",
        "kind",
        "code",
        "label",
        "help",
        "required",
        "shown_if_id",
        "shown_if_option_ids",
        "shown_if_yes",
        "active",
    )
    _audit_children = ("option_ids",)

    type_id = fields.Many2one("g2p.assistance.type", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="type_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    page = fields.Selection(
        [
            ("treatment", "Need and cost"),
            ("person", "The person"),
            ("address", "Address"),
            ("family", "Household"),
        ],
        required=True,
        default="treatment",
    )
    kind = fields.Selection(KINDS, "Kind of answer", required=True, default="text")
    code = fields.Char(
        required=True, help="Short name of the question in stored cases, such as cause_of_fire."
    )
    label = fields.Char("Question", required=True, translate=True)
    help = fields.Char(translate=True, help="A short explanation below the question.")
    required = fields.Boolean("Needs an answer")
    option_ids = fields.One2many(
        "g2p.assistance.question.option", "question_id", "Answers to choose from", copy=True
    )
    shown_if_id = fields.Many2one(
        "g2p.assistance.question",
        "Only if this question",
        ondelete="restrict",
        index="btree_not_null",
        help="An earlier question of the type with answers to choose from, or yes or no. Save the "
        "type first, so that its questions can be chosen. Empty: the question is always asked.",
    )
    shown_if_kind = fields.Selection(related="shown_if_id.kind", string="Kind of that question")
    shown_if_option_ids = fields.Many2many(
        "g2p.assistance.question.option",
        "g2p_assistance_question_shown_if_rel",
        string="has one of these answers",
    )
    shown_if_yes = fields.Selection(
        [("yes", "Yes"), ("no", "No")], "has the answer", help="For questions of yes or no."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE (type_id, code)", "Two questions of a type have the same code."
    )

    # === CHECKS === #

    @api.constrains("code")
    def _check_code(self):
        for question in self:
            if not CODE.fullmatch(question.code):
                raise ValidationError(
                    self.env._(
                        "The code of “%(question)s” must begin with a small letter and contain "
                        "only small letters, digits and _, at most 40: %(code)s",
                        question=question.label,
                        code=question.code,
                    )
                )

    @api.constrains("kind", "option_ids")
    def _check_options(self):
        for question in self:
            is_choice = question.kind in ("choice", "choices")
            if is_choice and len(question.option_ids) < 2:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” needs at least two answers to choose from.",
                        question=question.label,
                    )
                )
            if question.option_ids and not is_choice:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” has answers to choose from, but its kind has none. Remove "
                        "them or choose another kind.",
                        question=question.label,
                    )
                )

    @api.constrains(
        "shown_if_id",
        "shown_if_option_ids",
        "shown_if_yes",
        "kind",
        "page",
        "sequence",
        "active",
        "type_id",
    )
    def _check_conditions(self):
        """Check the conditions of all questions of the types: another question may have moved."""
        # sudo: the check must not depend on who saves; archived questions are not asked
        types_sudo = self.type_id.sudo()
        for question_sudo in types_sudo.question_ids.filtered("active"):
            if question_sudo.shown_if_id:
                why = question_sudo._why_no_condition()
                if why:
                    raise ValidationError(why)

    def _why_no_condition(self):
        """Why the question cannot depend on the chosen one, as a sentence; False if it can."""
        other = self.shown_if_id
        names = {"question": self.label, "other": other.label}
        if other.type_id != self.type_id or not other.active:
            return self.env._(
                "“%(question)s” depends on “%(other)s”, which this type does not ask. Choose a "
                "question of the same type that is not archived.",
                **names,
            )
        if other._place() >= self._place():
            return self.env._(
                "“%(question)s” depends on “%(other)s”, which must come earlier: on an earlier "
                "page, or before it on the same page.",
                **names,
            )
        if other.kind not in DECIDABLE:
            return self.env._(
                "“%(question)s” cannot depend on “%(other)s”: only on a question with answers to "
                "choose from, or of yes or no.",
                **names,
            )
        if not self._shown_if_answers() or self.shown_if_option_ids - other.option_ids:
            return self.env._(
                "Choose with which answers to “%(other)s” the question “%(question)s” is asked.",
                **names,
            )
        return False

    def _place(self):
        """For comparing the order in which questions are asked."""
        return PAGES.index(self.page), self.sequence, self.id

    def _shown_if_answers(self):
        """Answers to the other question with which this one is asked, as stored values."""
        if self.shown_if_id.kind == "yes_no":
            return [self.shown_if_yes] if self.shown_if_yes else []
        return self.shown_if_option_ids.mapped("code")

    def _options_of(self, copy_of):
        """The answers of the condition, in the copy of the question on which this one depends."""
        codes = self.shown_if_option_ids.mapped("code")
        copied = copy_of.get(self.shown_if_id, self.browse())
        return copied.option_ids.filtered(lambda option: option.code in codes)

    # === CRUD === #

    def write(self, vals):
        self._refuse_other(self, vals, ("code", "type_id"))
        return super().write(vals)

    def unlink(self):
        """Delete questions together with those that depend on them."""
        inside = self.filtered(lambda question: question.shown_if_id in self)
        inside.write({"shown_if_id": False, "shown_if_option_ids": [(5, 0, 0)]})
        return super().unlink()

    @api.model
    def _refuse_other(self, records, vals, names):
        """Refuse another value of fields to which stored answers refer."""
        for record in records:
            for name in names:
                now = record[name].id if record._fields[name].relational else record[name]
                if name in vals and vals[name] != now:
                    raise UserError(
                        self.env._(
                            "“%(record)s” keeps its code and place, since answers refer to them. "
                            "Remove it and add another one.",
                            record=record.display_name,
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _check_unused(self):
        """Refuse to delete a question on which another one depends."""
        # sudo: archived questions of the type count too; only a label is shown
        asking_sudo = self.sudo().with_context(active_test=False)
        asking = asking_sudo.search(
            [("shown_if_id", "in", self.ids), ("id", "not in", self.ids)], limit=1
        )
        if asking:
            raise UserError(
                self.env._(
                    "“%(question)s” depends on this question. Change its condition first.",
                    question=asking.label,
                )
            )

    # === As data === #

    def _describe(self, langs):
        """The questions as data, in the order of the pages, with their texts in these languages."""
        labels, helps = texts_in(self, "label", langs), texts_in(self, "help", langs)
        options = texts_in(self.option_ids, "label", langs)
        return [
            {
                "code": question.code,
                "kind": question.kind,
                "step": question.page,
                "label": labels[question.id],
                "help": helps[question.id],
                "required": question.required,
                "options": [
                    {"code": option.code, "label": options[option.id]}
                    for option in question.option_ids
                ],
                "depends": question.shown_if_id.code or "",
                "answers": question._shown_if_answers(),
            }
            for question in self.sorted(lambda one: one._place())
        ]
