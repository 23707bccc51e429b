from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import actions, moves

from ..tools.digest import digest, normal
from .g2p_approval_step import is_true
from .g2p_approval_step_reassign import MANAGER

#: requesters of a record's rounds, and from their log: actors, absent officers, choosers of
#: substitutes
PARTICIPANTS = """
    SELECT r.res_id, person.user_id
    FROM g2p_approval_request r
    LEFT JOIN g2p_approval_decision d ON d.request_id = r.id AND d.action != 'escalate'
    CROSS JOIN LATERAL (
        VALUES (r.requester_id), (d.user_id), (d.on_behalf_id), (d.chosen_by_id)
    ) AS person (user_id)
    WHERE r.model = %(model)s AND r.res_id = ANY(%(ids)s) AND r.id <= COALESCE(%(last)s, r.id)
"""


class G2PApprovalMixin(models.AbstractModel):
    """Makes the records of a model approvable in stages.

    The model needs ``company_id`` and ``currency_id`` (stored, required), names its material
    fields in ``_approval_fields`` and overrides ``_approval_amount``. See README.rst.
    """

    _name = "g2p.approval.mixin"
    _description = "Approval in Stages"

    #: material content: a change invalidates the decision. ``lines.field`` goes one level down.
    _approval_fields = ()

    approval_state = fields.Selection(
        [
            ("none", "Not submitted"),
            ("pending", "In decision"),
            ("returned", "Waiting for information"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("cancelled", "Withdrawn"),
        ],
        "Approval",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    # compute_sudo: engine rows are the same for everybody; each row has its own record rules.
    # Values that depend on the user are computed under their rights, where 17.0 caches them.
    approval_request_id = fields.Many2one(
        "g2p.approval.request",
        "Latest approval request",
        compute="_compute_approval",
        compute_sudo=True,
    )
    approval_open_step_ids = fields.Many2many(
        "g2p.approval.step",
        compute="_compute_approval",
        compute_sudo=True,
        string="Steps to decide",
    )
    approval_my_step_id = fields.Many2one(
        "g2p.approval.step", "My step", compute="_compute_approval_mine"
    )
    approval_can_decide = fields.Boolean(
        "I can decide",
        compute="_compute_approval_mine",
        search="_search_approval_can_decide",
    )
    approval_why_not = fields.Char("Why you cannot decide", compute="_compute_approval_mine")
    approval_second_officer = fields.Char(
        "Second officer",
        compute="_compute_approval_second_officer",
        help="Why one officer's approval is not enough at this stage.",
    )
    approval_can_prepare = fields.Boolean(
        "I can write down what the stage asks for", compute="_compute_approval_can_prepare"
    )
    approval_waiting_for = fields.Char(
        "Waiting for", compute="_compute_approval", compute_sudo=True
    )
    approval_left_out = fields.Char(
        "Does not apply",
        compute="_compute_approval",
        compute_sudo=True,
        help="Stages that are skipped for the present facts and amount, and why.",
    )
    approval_decision_ids = fields.Many2many(
        "g2p.approval.decision",
        compute="_compute_approval_decisions",
        compute_sudo=True,
        string="Decisions",
    )

    @api.depends("approval_state")
    def _compute_approval(self):
        rounds = self._approval_rounds()
        for record in self:
            latest = next(iter(rounds[record.id]), rounds[record.id])
            steps = latest.step_ids.filtered(lambda s: s.state == "open")
            record.approval_request_id = latest.id
            record.approval_open_step_ids = [(6, 0, steps.ids)]
            record.approval_waiting_for = ", ".join(steps.mapped("name")) or False
            left_out = latest._current_steps().filtered(lambda s: s.state == "skipped")
            reasons = [f"{step.name} ({step.skip_reason})" for step in left_out]
            record.approval_left_out = ", ".join(reasons) or False

    @api.depends("approval_state")
    def _compute_approval_decisions(self):
        rounds = self._approval_rounds()
        for record in self:
            record.approval_decision_ids = [(6, 0, rounds[record.id].decision_ids.sorted("id").ids)]

    def _approval_rounds(self):
        """{id of a record: its rounds (under sudo), the latest first}, read in one query.

        Records from ``filtered`` or a slice are prefetched separately; grouping by iteration keeps
        the common prefetch.
        """
        # sudo: engine rows
        Request_sudo = self.env["g2p.approval.request"].sudo()
        found = Request_sudo.search([("model", "=", self._name), ("res_id", "in", self.ids)])
        return defaultdict(Request_sudo.browse, found.grouped("res_id"))

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_approval_mine(self):
        # sudo: engine rows, as above
        for record, record_sudo in zip(self, self.sudo(), strict=True):
            steps = record_sudo.approval_open_step_ids
            reasons = {step: step._why_not(self.env.user) for step in steps}
            mine = [step for step, why in reasons.items() if not why]
            record.approval_my_step_id = mine[0].id if mine else False
            record.approval_can_decide = bool(mine)
            record.approval_why_not = not mine and next(iter(reasons.values()), False)

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_approval_second_officer(self):
        for record in self:
            step_sudo = record.approval_my_step_id.sudo()  # sudo: engine rows, as above
            record.approval_second_officer = (
                step_sudo._why_second_officer(self.env.user) if step_sudo else False
            )

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_approval_can_prepare(self):
        for record in self:
            record.approval_can_prepare = bool(record._approval_step_at_work())

    def _invalidate_approval(self):
        """Invalidate the fields computed from the engine's rows."""
        fields_of = self._fields.values()
        computes = (
            "_compute_approval",
            "_compute_approval_decisions",
            "_compute_approval_mine",
            "_compute_approval_second_officer",
            "_compute_approval_can_prepare",
        )
        names = [field.name for field in fields_of if field.compute in computes]
        self.invalidate_recordset(names, flush=False)

    @api.model
    def _search_approval_can_decide(self, operator, value):
        # sudo: finds the cases of the officer; record rules decide which of them are shown
        steps_sudo = self.env["g2p.approval.step"].sudo()
        mine = steps_sudo._search([("can_decide", "=", True), ("model", "=", self._name)])
        case = mine.join(steps_sudo._table, "request_id", "g2p_approval_request", "id", "case")
        # sudo: a subquery of ids; the outer search applies the user's rules
        query = self.sudo().with_context(active_test=False)._search([])
        ids = mine.subselect(SQL.identifier(case, "res_id"))
        query.add_where(SQL("%s IN %s", SQL.identifier(self._table, "id"), ids))
        wanted = (operator in ("=", "in")) == is_true(value)
        return [("id", "in" if wanted else "not in", query)]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # set explicitly: neither values nor default_ keys of a context may win
        return super().create([{**vals, "approval_state": "none"} for vals in vals_list])

    def write(self, vals):
        settled = moves.settle(vals, "approval_state")
        if settled is None and "approval_state" in vals:
            raise AccessError(self.env._("The approval state changes only through decisions."))
        self._approval_check_edit(vals)
        return super().write(vals if settled is None else settled)

    def unlink(self):
        self.check_access("unlink")
        # sudo: the check for requests must not depend on who deletes
        decided = self.env["g2p.approval.request"].sudo()
        if decided.search_count([("model", "=", self._name), ("res_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("A submitted record cannot be deleted. Withdraw it instead.")
            )
        return super().unlink()

    def _approval_material(self):
        """The paths of the material content: of the class, and those that a model finds itself."""
        return self._approval_fields

    def _approval_check_edit(self, vals):
        """Refuse edits of material fields early; the digest is the actual guarantee."""
        if self.env.su:
            return
        roots = {path.split(".")[0] for path in self._approval_material()}
        touched = roots.union({"company_id", "currency_id"}) & set(vals)
        locked = self.filtered(lambda r: r.approval_state in ("pending", "approved"))
        if touched and locked:
            raise UserError(
                self.env._(
                    "%(record)s is submitted; its content cannot be changed.",
                    record=locked[0].display_name,
                )
            )

    def _approval_set_state(self, state):
        """The one writer of ``approval_state``; overrides of ``write`` see the change."""
        self.write({"approval_state": moves.Move(state)})

    # === Digest === #

    def _approval_digest(self, material_fields):
        """SHA-256 over the material content: the named fields and ``_approval_extra_digest``."""
        self.ensure_one()
        # sudo: the digest is the same for every user
        record_sudo = self.sudo()
        content = {path: record_sudo._approval_value(path) for path in material_fields}
        content["company_id"] = str(record_sudo.company_id.id)
        content["currency_id"] = str(record_sudo.currency_id.id)
        content["_extra"] = sorted(record_sudo._approval_extra_digest())
        return digest(content)

    def _approval_value(self, path):
        name, _dot, below = path.partition(".")
        value = self[name] if name in self._fields else None  # of an uninstalled addon
        decimals = self.currency_id.decimal_places
        if not isinstance(value, models.BaseModel):
            return normal(value, decimals)
        if not below:
            return sorted(value.ids)
        return [
            [row.id, self._approval_line_value(row[below], decimals)] for row in value.sorted("id")
        ]

    @api.model
    def _approval_line_value(self, value, decimals):
        if isinstance(value, models.BaseModel):
            return sorted(value.ids)
        return normal(value, decimals)

    def _approval_request_sudo(self):
        """The latest round, under sudo: engine rows are closed to users."""
        # sudo: as the docstring says; the caller limits what it shows
        return self.env["g2p.approval.request"].sudo()._of(self)[:1]

    def _approval_requests_sudo(self):
        """{record: its latest round}: ``_approval_request_sudo`` for many."""
        found_sudo = self.env["g2p.approval.request"].sudo()._of(self)  # sudo: as there
        latest = {request_sudo.res_id: request_sudo for request_sudo in reversed(found_sudo)}
        return {record: latest.get(record.id, found_sudo.browse()) for record in self}

    def _approval_check(self):
        """Prove that this record is approved in its present state; code that issues or pays calls
        it.

        :return: the approved request (sudo)
        :raises UserError: when not approved, or changed since then
        """
        self.ensure_one()
        return self._approval_check_each()[self]

    def _approval_check_each(self):
        """``_approval_check`` for many.

        :return: {record: its approved request (sudo)}
        """
        requests = self._approval_requests_sudo()
        for record, request_sudo in requests.items():
            record._approval_check_round(request_sudo)
        return requests

    def _approval_check_round(self, request_sudo):
        """Prove that this round approved the record in its present state."""
        if request_sudo.state != "approved":
            raise UserError(self.env._("%(record)s is not approved.", record=self.display_name))
        if self._approval_digest(request_sudo.material_fields) != request_sudo.digest:
            raise UserError(
                self.env._(
                    "%(record)s was changed after it was approved.", record=self.display_name
                )
            )
        if request_sudo._check_chain():
            raise UserError(
                self.env._(
                    "The log of decisions of %(record)s is broken.", record=self.display_name
                )
            )

    def _approval_why_not_party(self, user, requester):
        """Why ``user`` is not neutral in this case, as a sentence; else False.

        :param requester: ``res.users`` who submitted or resubmitted the record
        """
        record_sudo = self.sudo()  # sudo: the rule covers the whole record, for every user
        if user in requester | record_sudo.create_uid:
            return self.env._(
                "You entered or submitted this case, so somebody else must decide it."
            )
        if user in record_sudo._approval_beneficiary_users():
            return self.env._("This case is for you, so somebody else must decide it.")
        return record_sudo._approval_conflict(user) or False

    def _approval_step_at_work(self):
        """The step for which the current user may enter the required facts; may be empty.

        A step that they can decide or, for an approval manager, that no officer can decide: an
        override requires the same facts.
        """
        self.ensure_one()
        mine = self.approval_my_step_id
        if mine or not self.env.user.has_group(MANAGER):
            return mine
        steps_sudo = self.sudo().approval_open_step_ids  # sudo: engine rows
        stuck = steps_sudo.filtered(lambda step: step._may_override(self.env.user))
        return stuck[:1].sudo(False)

    def _approval_participants(self):
        """Everybody who took part in any round of these records; they may not issue, pay or review
        them."""
        return self.env["res.users"].union(*self._approval_participants_each().values())

    def _approval_participants_each(self, last=None):
        """{id of a record: its participants}.

        Users who entered, submitted, completed, judged, decided, returned, reassigned, withdrew or
        reviewed it, those on whose behalf they did, and those who chose them. Escalation by the
        clock does not count.

        :param last: id of a round; those of later rounds are left out
        """
        records_sudo = self.sudo()  # sudo: the rule covers the whole case, for every user
        found = {record_sudo.id: record_sudo.create_uid for record_sudo in records_sudo}
        for res_id, user_ids in records_sudo._approval_participant_rows(last):
            found[res_id] |= records_sudo.env["res.users"].browse(user_ids)
        return found

    def _approval_participant_rows(self, last=None):
        """Rows (id of a record, ids of users), in one query, since each redemption calls it too."""
        if not self.ids:
            return []
        for model in self._approval_participant_models():
            self.env[model].flush_model()
        parts = SQL(" UNION ALL ").join(self._approval_participant_parts(last))
        self.env.cr.execute(
            SQL(
                "SELECT res_id, array_agg(DISTINCT user_id) FROM (%s) AS part (res_id, user_id)"
                " WHERE user_id IS NOT NULL GROUP BY res_id",
                parts,
            )
        )
        return self.env.cr.fetchall()

    def _approval_participant_models(self):
        """Models whose tables are read."""
        return ["g2p.approval.request", "g2p.approval.decision"]

    def _approval_participant_parts(self, last=None):
        """SQL of rows (id of a record, user id); addons add their own actions on a case."""
        return [SQL(PARTICIPANTS, model=self._name, ids=list(self.ids), last=last)]

    def _approval_executors(self):
        """Users who carried out the decision (issued, paid); they may not review it."""
        return self.env["res.users"]

    def action_open_decide(self):
        """Open the dialog in which the current user decides."""
        self.ensure_one()
        self.check_access("read")
        if not self.approval_my_step_id:
            raise AccessError(
                self.approval_why_not or self.env._("There is nothing for you to decide here.")
            )
        # sudo: only the name of the user's step
        title = self.env._("Decide: %(stage)s", stage=self.sudo().approval_my_step_id.name)
        return actions.dialog(
            title,
            "g2p.approval.decide",
            step_id=self.approval_my_step_id.id,
            action=self.env.context.get("decide_action", "approve"),
        )

    # === HOOKS: for the model === #

    def _approval_policy(self):
        """The procedure to use; by default the first that matches."""
        return self.env["g2p.approval.policy"]._for_record(self)

    def _approval_amount(self):
        """The requested amount, in ``currency_id``."""
        raise NotImplementedError()

    def _approval_extra_digest(self):
        """Further material content, as strings: checksums of documents, for example."""
        return []

    def _approval_urgency(self):
        """The urgency for the order of the inbox: 0 is normal, higher comes first."""
        return 0

    def _approval_payload(self):
        """JSON-able facts, stored as shown to the officers; no free text."""
        return {}

    def _approval_conflict(self, user):
        """A sentence when ``user`` has a conflict of interest in this case, else False."""
        return False

    def _approval_second_officer(self, user):
        """A sentence when ``user`` may decide, but a second officer must approve too.

        For signs that others can set: they are shown, but exclude no officer from a case.
        """
        return False

    def _approval_beneficiary_users(self):
        """Users who would benefit from an approval; they never decide."""
        return self.env["res.users"]

    def _approval_stage_missing(self, step):
        """Sentences on requirements of the step that are still missing.

        :param step: the step under sudo, its ``env.user`` being the officer
        """
        return []

    def _on_approval_submitted(self, request):
        """Called after a round was opened or resumed; ``self`` and ``request`` under sudo."""

    def _on_approval_approved_many(self, requests):
        """Called after the last approval of these records, in its transaction; raising rolls back
        the decisions of all, and they are retried in smaller groups.

        Override it for work that is better done for all together, and ``_on_approval_approved`` for
        simple work.

        :param requests: their requests, in the same order; all under sudo
        """
        for record, request in zip(self, requests, strict=True):
            record._on_approval_approved(request)

    def _on_approval_approved(self, request):
        """``_on_approval_approved_many`` for one record."""

    def _on_approval_rejected(self, request):
        """After a rejection."""

    def _on_approval_returned(self, request):
        """After an officer asked for information."""

    def _on_approval_cancelled(self, request):
        """After a withdrawal."""
