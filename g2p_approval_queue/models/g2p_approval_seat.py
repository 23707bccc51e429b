from odoo import api, fields, models
from odoo.tools import SQL

#: names the records of new seats, in one statement with what else follows a change of a case
NAME = """
    UPDATE g2p_approval_seat seat
    SET model = r.model, res_id = r.res_id, requester_id = r.requester_id
    FROM g2p_approval_step s JOIN g2p_approval_request r ON r.id = s.request_id
    WHERE s.id = seat.step_id AND seat.res_id IS NULL
"""
#: of a seat of the officer: they can decide its step; not NOT IN, which is evaluated as a whole
DECIDES = """
    g2p_approval_seat.model = %(model)s AND g2p_approval_seat.requester_id != %(user)s
    AND NOT EXISTS (
        SELECT FROM g2p_approval_seat used WHERE used.step_id = g2p_approval_seat.step_id
            AND used.user_id = %(user)s AND used.is_used
    )
"""


class G2PApprovalSeat(models.Model):
    """Seats are made again whenever a case changes: then a decided step is no longer taken.

    They name their record, by which queues find it without steps and requests: only open steps
    have seats.
    """

    _inherit = "g2p.approval.seat"

    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", readonly=True, index=True)
    requester_id = fields.Many2one("res.users", readonly=True)

    @api.model
    def _make(self, request_ids):
        super()._make(request_ids)
        self.env["g2p.approval.hold"]._drop_done(request_ids)
        self.env["g2p.approval.step"]._drop_done_todos(request_ids)

    @api.model
    def _make_missing(self):
        """Also name the records of seats from before they had these columns."""
        super()._make_missing()
        self.env.cr.execute(NAME)
        self.invalidate_model(flush=False)

    @api.model
    def _query_of_model(self, operator, names):
        """Query of the seats of records of these models, for a domain of their steps."""
        # sudo: the record rules of steps decide what is shown
        return self.sudo()._search([("model", operator, names)])

    @api.model
    def _select_records(self, model):
        """Subquery of the ids of the records of a model that have a step which the user can decide,
        as a search of steps finds it."""
        mine = self._query_mine()
        mine.add_where(SQL(DECIDES, model=model, user=self.env.uid))
        return mine.subselect(SQL.identifier(self._table, "res_id"))
