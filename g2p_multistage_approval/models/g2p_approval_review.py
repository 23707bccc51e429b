from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalReview(models.Model):
    """The mandatory review of a case that was approved by an emergency procedure.

    It opens with the approval and stays open until somebody who took no part in the case records
    whether the emergency procedure was justified. It reverts nothing: the manager acts on the
    finding.
    """

    _name = "g2p.approval.review"
    _description = "Approval Review"
    _inherit = "g2p.kept.mixin"
    _order = "state, due_on, id"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "g2p.approval.request", "Case", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    group_id = fields.Many2one(
        "res.groups", "Reviewers", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("open", "To review"), ("closed", "Reviewed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    due_on = fields.Date(readonly=True)
    finding = fields.Selection(
        [("justified", "The emergency procedure was justified"), ("wrong", "It was not justified")],
        readonly=True,
    )
    note = fields.Text(readonly=True)
    reviewer_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    date_closed = fields.Datetime(readonly=True)
    is_mine = fields.Boolean(
        "I am a reviewer",
        compute="_compute_is_mine",
        search="_search_is_mine",
    )

    _request_uniq = models.Constraint("UNIQUE (request_id)", "This case already has a review.")
    _order_idx = models.Index("(state, due_on, id)")

    @api.depends("group_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for review in self:
            review.is_mine = review.group_id in self.env.user.all_group_ids

    @api.model
    def _search_is_mine(self, operator, value):
        groups = self.env.user.sudo().all_group_ids.ids  # sudo: groups are not readable by all
        return [
            ("group_id", "in" if (operator in ("=", "in")) == bool(value) else "not in", groups)
        ]

    def _kept_sentences(self):
        by_engine = self.env._("A review changes only by being closed.")
        return {
            "create": by_engine,
            "write": by_engine,
            "unlink": self.env._("Reviews cannot be deleted."),
        }

    @api.model
    def _open_for(self, requests_sudo):
        """Open the reviews required by the procedures of the requests."""
        reviewed_sudo = requests_sudo.filtered("review_group_id")
        if not reviewed_sudo:
            return self
        today = fields.Date.today()
        return self.create(
            [
                {
                    "request_id": request_sudo.id,
                    "group_id": request_sudo.review_group_id.id,
                    "due_on": fields.Date.add(today, days=request_sudo.review_days),
                }
                for request_sudo in reviewed_sudo
            ]
        )

    def action_close(self, finding, note):
        """Record the finding of the review.

        :param str finding: *justified* or *wrong*
        :param str note: what was checked and found; internal
        :raises AccessError: when the caller is not a reviewer, or took part in the case
        """
        self.ensure_one()
        user = self.env.user
        review_sudo = self.sudo()  # sudo: users have no write access to the engine's rows
        request_sudo = review_sudo.request_id
        request_sudo._lock()
        if review_sudo.state != "open":
            raise UserError(self.env._("This case has already been reviewed."))
        review_sudo._check_reviewer(user)
        if finding not in ("justified", "wrong"):
            raise UserError(self.env._("Choose whether the emergency procedure was justified."))
        if not isinstance(note, str) or not note.strip():
            raise UserError(self.env._("Describe what you checked and found."))
        review_sudo.write(
            {
                "state": "closed",
                "finding": finding,
                "note": note.strip(),
                "reviewer_id": user.id,
                "date_closed": fields.Datetime.now(),
            }
        )
        request_sudo._log("review", reason=note.strip(), verdict=self._verdicts()[finding])
        return True

    @api.model
    def _verdicts(self):
        return {"justified": "approve", "wrong": "reject"}

    def _check_reviewer(self, user):
        request_sudo = self.request_id
        if self.group_id not in user.all_group_ids or user.share:
            raise AccessError(self.env._("You are not a reviewer of this case."))
        # sudo: users do not read each other's companies
        if request_sudo.company_id not in user.sudo().company_ids:
            raise AccessError(self.env._("This case belongs to another company."))
        record_sudo = request_sudo._record()
        if user in record_sudo._approval_participants() | record_sudo._approval_executors():
            raise AccessError(
                self.env._("You took part in this case, so somebody else must review it.")
            )
        party = record_sudo._approval_why_not_party(user, request_sudo.requester_id)
        if party:
            raise AccessError(party)
        record_sudo.with_user(user).sudo(False).check_access("read")

    def action_open_close(self):
        """Open the dialog for the finding."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Close the review")
        return actions.dialog(title, "g2p.approval.review.close", review_id=self.id)

    def action_open_record(self):
        """Open the record that was decided."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo().request_id.action_open_record()  # sudo: only names the record
