from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import actions, reasons, typed

from ..tools import places

MANAGER = "g2p_immediate_assistance.group_assistance_manager"
#: cases whose place can be set together
MOST_TOGETHER = 200
#: states in which a case waits for its place
UNPLACED = ("submitted", "returned")


class G2PAssistanceApplication(models.Model):
    """The place of a case: an area, which limits the officers who see it."""

    _inherit = "g2p.assistance.application"

    area_id = fields.Many2one(
        "g2p.area",
        "Place",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        help="The area whose officers see the case. Empty: all officers of the programme.",
    )
    place_key = fields.Char(
        compute="_compute_place_key",
        store=True,
        string="Place as compared",
        help="District and town as the applicant wrote them, without signs and spellings.",
    )
    place_written = fields.Char(
        compute="_compute_place_written",
        store=True,
        string="Place as written",
        help="District and town as an applicant wrote them: of cases without a place that mean the "
        "same words, as the first one did.",
    )
    placement_ids = fields.One2many(
        "g2p.assistance.placement",
        "application_id",
        "Places before",
        readonly=True,
        groups="g2p_immediate_assistance.group_assistance_officer,"
        "g2p_immediate_assistance.group_assistance_auditor",
    )
    can_place = fields.Boolean("I can set the place", compute="_compute_can_place")

    # what lists of the cases of an area read, and what waits for a place
    _area_order_idx = models.Index(
        "(area_id, urgency_rank DESC, answer_by, id) WHERE date_submitted IS NOT NULL"
    )
    _unplaced_idx = models.Index(
        "(urgency_rank DESC, answer_by, id)"
        " WHERE area_id IS NULL AND state IN ('submitted', 'returned')"
    )
    _unplaced_key_idx = models.Index(
        "(place_key) WHERE area_id IS NULL AND state IN ('submitted', 'returned')"
    )

    @api.depends("district_text", "city")
    def _compute_place_key(self):
        for case in self:
            case.place_key = places.key_of(case.district_text, case.city)

    @api.depends("place_key", "district_text", "city", "state")
    def _compute_place_written(self):
        """Lists are grouped by it: one group for each key, under words that somebody wrote."""
        first = self._first_written()
        for case in self.sorted(lambda case: case._origin.id):
            case.place_written = case._place_words() or False
            if case.place_key and case.state in UNPLACED and not case.area_id:
                group = case.company_id.id, case.place_key
                case.place_written = first.setdefault(group, case.place_written)

    def _first_written(self):
        """{(company's id, key): words} of other cases that wait for a place, the first of each."""
        keys = [key for key in set(self.mapped("place_key")) if key]
        if not keys or not any(case.state in UNPLACED for case in self):
            return {}
        others = [("place_key", "in", keys), ("id", "not in", self._origin.ids)]
        waiting = [("area_id", "=", False), ("state", "in", UNPLACED)]
        # sudo: the same words, as another applicant spelled them
        cases_sudo = self.sudo()
        groups = ["company_id", "place_key"]
        found = cases_sudo._read_group([*others, *waiting], groups, ["id:min"])
        firsts = cases_sudo.browse([least for _company, _key, least in found])
        words = {case_sudo.id: case_sudo.place_written for case_sudo in firsts}
        return {(company.id, key): words[least] for company, key, least in found if words[least]}

    @api.depends("state", "area_id", "approval_state")
    @api.depends_context("uid")
    def _compute_can_place(self):
        latest = self._approval_requests_sudo()
        for case in self:
            case.can_place = not case._why_not_place(latest[case])

    # === Who may set it === #

    def _why_not_place(self, request_sudo):
        """Why the current user may not set the place of the case, as a sentence; else False.

        :param request_sudo: its latest round

        Officers of an undecided step may, and assistance managers; nobody with an interest in the
        case, and nobody who decided in it: the place chooses who decides.
        """
        user, steps_sudo = self.env.user, request_sudo._current_steps()
        asked_sudo = steps_sudo.filtered(lambda step: step.state in ("open", "paused"))
        is_officer = any(step_sudo._acting_for(user) for step_sudo in asked_sudo)
        if not (is_officer or user.has_group(MANAGER)):
            return self.env._(
                "Only officers who decide %(case)s now, and assistance managers, can set its "
                "place.",
                case=self.name,
            )
        return steps_sudo[:1]._why_not_chooser(user) if steps_sudo else False

    def _check_may_place(self, area, reason):
        self.check_access("read")
        for case, request_sudo in self._approval_requests_sudo().items():
            why_not = case._why_not_place(request_sudo)
            if why_not:
                raise AccessError(why_not)
        self._check_area(area)
        for case in self:
            if case.area_id and case.area_id != area and not reason:
                raise UserError(
                    self.env._(
                        "%(case)s already has a place. Give the reason for changing it.",
                        case=case.name,
                    )
                )

    def _check_area(self, area):
        if not area.exists() or not area.active:
            raise UserError(self.env._("Choose an area that is in use."))

    # === ACTIONS === #

    def action_open_place(self):
        """Open the dialog in which the place of these cases is set."""
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose the cases whose place is to be set."))
        why_not = self[0]._why_not_place(self[0]._approval_request_sudo())
        if why_not:
            raise AccessError(why_not)
        title = self.env._("Set the place")
        cases = {"application_id": self[0].id, "case_ids": [(6, 0, self.ids)]}
        return actions.dialog(title, "g2p.assistance.place", **cases)

    # === PUBLIC: called over RPC === #

    def action_set_place(self, area_id, reason=None, remember=False):
        """Set the place of these cases.

        :param int area_id: an area in use
        :param str reason: for the log; needed where a case already has another place
        :param bool remember: whether later applications with the same words get the area too
        :raises AccessError: when the caller may not set the place of one of them
        """
        area = self.env["g2p.area"].browse(area_id if isinstance(area_id, int) else 0)
        if len(self) > MOST_TOGETHER:
            raise UserError(
                self.env._("Set the place of at most %(most)s cases together.", most=MOST_TOGETHER)
            )
        if typed.stored(reason).strip():
            reason = reasons.read(self.env, reason, missing="")
        else:
            reason = False
        self._check_may_place(area, reason)
        cases_sudo = self.sudo()  # sudo: applications change only through their methods
        cases_sudo._set_area(area, reason=reason)
        if remember:
            for case_sudo in cases_sudo.grouped("place_key").values():
                words = case_sudo[0].district_text, case_sudo[0].city
                self.env["g2p.area.spelling"]._remember(area, *words, case_sudo[0].company_id)
        return True

    # === HOOKS: of the approval engine === #

    def _approval_participant_models(self):
        return [*super()._approval_participant_models(), "g2p.assistance.placement"]

    def _approval_participant_parts(self, last=None):
        """Users who set the place of a case took part in it."""
        placed = SQL(
            "SELECT application_id, user_id FROM g2p_assistance_placement"
            " WHERE application_id = ANY(%s) AND request_id <= COALESCE(%s, request_id)",
            *(list(self.ids), last),
        )
        return [*super()._approval_participant_parts(last), placed]
