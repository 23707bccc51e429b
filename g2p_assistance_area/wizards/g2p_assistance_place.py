from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions

from ..models.g2p_assistance_application import MOST_TOGETHER


class G2PAssistancePlace(models.TransientModel):
    """The dialog in which the place of cases is set; the cases make all checks."""

    _name = "g2p.assistance.place"
    _inherit = "g2p.dialog.mixin"
    _description = "Set the Place"

    application_id = fields.Many2one(
        "g2p.assistance.application", required=True, readonly=True, ondelete="cascade"
    )
    case_ids = fields.Many2many("g2p.assistance.application", string="Cases", readonly=True)
    count = fields.Integer(compute="_compute_words")
    words = fields.Char("As the applicant wrote", compute="_compute_words")
    present_id = fields.Many2one("g2p.area", "Present place", compute="_compute_words")
    suggestion_ids = fields.Many2many(
        "g2p.area", string="Similar names", compute="_compute_suggestion_ids"
    )
    area_id = fields.Many2one("g2p.area", "Place", required=True)
    same_count = fields.Integer(
        "Others with the same words", compute="_compute_same_count", help="Without a place."
    )
    with_same = fields.Boolean("Set their place too")
    remember = fields.Boolean(
        "Use it for later applications",
        help="Applications with these words get the area when they are submitted, as long as the "
        "words mean no other area.",
    )
    reason = fields.Char(help="For the log. Needed where a case already has another place.")

    def _cases(self):
        """The cases of the dialog; each is one that the user may read."""
        cases = self.case_ids._origin | self.application_id._origin
        cases.check_access("read")
        return cases

    @api.depends("application_id", "case_ids")
    def _compute_words(self):
        for wizard in self:
            cases = wizard._cases()
            words = dict.fromkeys(filter(None, (case._place_words() for case in cases)))
            wizard.words = "; ".join(list(words)[:5]) or False
            wizard.count = len(cases)
            wizard.present_id = cases.area_id if len(cases.area_id) == 1 else False

    @api.depends("application_id")
    def _compute_suggestion_ids(self):
        for wizard in self:
            wizard._cases()
            case = wizard.application_id
            words = [case.district_text, case.city]
            found = self.env["g2p.area"]._like(words, case.company_id)
            wizard.suggestion_ids = [(6, 0, found.ids)]

    @api.depends("application_id", "case_ids")
    def _compute_same_count(self):
        for wizard in self:
            wizard.same_count = self.env["g2p.assistance.application"].search_count(
                wizard._domain_same(), limit=MOST_TOGETHER
            )

    def _domain_same(self):
        """Domain of the other cases without a place that have the words of the first one."""
        cases, key = self._cases(), self.application_id.place_key
        if not key:  # without words there are no others with the same ones
            return [(0, "=", 1)]
        return [
            ("place_key", "=", key),
            ("area_id", "=", False),
            ("state", "in", ("submitted", "returned")),
            ("company_id", "=", self.application_id.company_id.id),
            ("id", "not in", cases.ids),
        ]

    def action_confirm(self):
        """Set the place; the cases make all checks."""
        self.ensure_one()
        cases = self._cases()
        if self.with_same:
            others = cases.search(self._domain_same(), limit=MOST_TOGETHER - len(cases))
            # of the others those in which the user has nothing to say stay without a place
            cases |= others.filtered("can_place")
        cases.action_set_place(self.area_id.id, self.reason, self.remember)
        return actions.close(self._outcome(cases))

    def _outcome(self, cases):
        """A message; for cases that the user sees no more, the list of those without a place."""
        stuck_sudo = cases[:1].sudo().approval_open_step_ids.filtered("nobody")  # sudo: told to all
        if stuck_sudo:
            return actions.notify(stuck_sudo[0]._nobody_of_area(), "warning", sticky=True)
        place = self.area_id.complete_name
        if cases._filtered_access("read") == cases:
            count = len(cases)
            message = self.env._("Place set: %(area)s (cases: %(count)s)", area=place, count=count)
            return actions.notify(message)
        title = self.env._("Without a place")
        running = [("area_id", "=", False), ("state", "in", ("submitted", "returned"))]
        return actions.listing(title, "g2p.assistance.application", running)
