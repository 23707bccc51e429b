from odoo import api, fields, models

DECISION = "g2p_multistage_approval.mail_activity_type_decision"


class G2PApprovalStep(models.Model):
    """The to-do of an officer to whom a case was reassigned."""

    _inherit = "g2p.approval.step"

    def _notify_reassigned(self, officer):
        """A to-do on the case, and a notification if the officer is there; no name, no amount."""
        step_sudo = self.sudo()  # sudo: officers do not write to-dos of others
        record_sudo = step_sudo.request_id._record()
        text = self.with_context(lang=officer.lang).env._("A case was reassigned to you.")
        if "activity_ids" in record_sudo._fields:
            kind = self.env.ref(DECISION)
            mine = record_sudo.activity_ids.filtered(
                lambda todo: todo.user_id == officer and todo.activity_type_id == kind
            )
            mine.unlink()
            due = (step_sudo.due_on or fields.Datetime.now()).date()
            record_sudo.with_context(mail_activity_quick_update=True).activity_schedule(
                DECISION, due, step_sudo.name, text, user_id=officer.id
            )
        payload = {"type": "info", "message": text}
        self.env["bus.bus"]._sendone(officer.partner_id, "simple_notification", payload)

    def _people_besides(self):
        """The officer who has taken the step, who may be one of a large group."""
        now = fields.Datetime.now()
        # sudo: the engine notifies the officer, whom others need not know
        live_sudo = self.sudo().hold_ids.filtered(lambda hold: hold.until > now)
        return super()._people_besides() | live_sudo.user_id.sudo(False)

    @api.model
    def _is_notified(self):
        """Whether g2p_approval_notify makes and removes the to-dos of officers."""
        return hasattr(self, "_people_to_notify")

    @api.model
    def _drop_done_todos(self, request_ids):
        """Delete the to-dos of officers who can no longer decide these cases, where no addon that
        notifies officers does it."""
        if not request_ids or self._is_notified():
            return
        # sudo: officers do not write to-dos of others
        requests_sudo = self.env["g2p.approval.request"].sudo().browse(request_ids)
        for model, cases_sudo in requests_sudo.grouped("model").items():
            self._done_todos(model, cases_sudo.mapped("res_id")).unlink()

    @api.model
    def _done_todos(self, model, ids):
        """The to-dos (sudo) without an open step that still waits for their user."""
        there = [("res_model", "=", model), ("res_id", "in", ids)]
        kind = [("activity_type_id", "=", self.env.ref(DECISION).id)]
        # sudo: officers do not read to-dos of others
        todos_sudo = self.env["mail.activity"].sudo().search([*kind, *there])
        if not todos_sudo:
            return todos_sudo
        # of any round of these cases
        running = [("state", "=", "open"), ("model", "=", model), ("request_id.res_id", "in", ids)]
        decided = {}
        for step_sudo in self.sudo().search(running):  # sudo: engine rows
            users = step_sudo.seat_ids.filtered("is_used").user_id
            decided[step_sudo.request_id.res_id, step_sudo.name] = users
        return todos_sudo.filtered(
            lambda todo: todo.user_id in decided.get((todo.res_id, todo.summary), todo.user_id)
        )
