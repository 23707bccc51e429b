from collections import defaultdict

from odoo import fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable

#: members of a larger group get no to-dos: they have the inbox
MAX_NOTIFIED = 25
ACTIVITY_TYPE = "g2p_multistage_approval.mail_activity_type_decision"


class G2PApprovalRequest(models.Model):
    """Notifies exactly the users who can act; to-dos of decided steps are removed."""

    _name = "g2p.approval.request"
    _inherit = ["g2p.approval.request", "g2p.deferred.mixin"]

    def _queue_notifications(self):
        """Like the engine; the officers are notified after the commit, so that a decision does not
        wait for their to-dos."""
        super()._queue_notifications()
        self._defer("_notify_officers")

    @deferrable("notice", chunk=200)
    def _notify_officers(self):
        """Synchronise the to-dos on the records with the open steps, for all requests at once.

        The to-dos are neutral: the name of the stage, no name of a person and no amount.
        """
        notified = self.filtered(lambda request: request._supports_todos())
        cases = {(request.model, request.res_id) for request in notified}
        delegates = self.env["g2p.approval.delegation"]._delegates_of(notified.step_ids.officer_ids)
        todos = {key: step for request in notified for key, step in request._todos(delegates)}
        wanted = self._only_for_readers(todos)
        found = self._activities_of(cases)
        keys = {activity: self._key_of(activity) for activity in found}
        found.filtered(lambda activity: keys[activity] not in wanted).unlink()
        missing = sorted(wanted.keys() - set(keys.values()))
        if missing:
            # quick update: the to-do itself is the notice, no mail is sent
            activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
            kind = self._activity_type()
            activities.create(
                [self._prepare_activity_vals(key, wanted[key], kind) for key in missing]
            )

    def _supports_todos(self):
        """Whether the record's model has activities; its addon may be uninstalled."""
        return "activity_ids" in getattr(self.env.get(self.model), "_fields", ())

    def _todos(self, delegates):
        """Pairs ((model, record id, user id, stage), step) of the users who can act on this
        request."""
        self.ensure_one()
        if self.state != "pending":
            return
        for step in self.step_ids.filtered(lambda s: s.state == "open"):
            for user in step._people_to_notify(delegates):
                yield (self.model, self.res_id, user.id, step.name), step

    def _only_for_readers(self, todos):
        """The to-dos of users who may read the record; others cannot act on it."""
        records = defaultdict(set)
        for model, res_id, user_id, _stage in todos:
            records[model, user_id].add(res_id)
        allowed = set()
        for (model, user_id), ids in records.items():
            user = self.env["res.users"].browse(user_id)
            cases = self.env[model].with_user(user).sudo(False).browse(sorted(ids))
            readable = cases._filtered_access("read")
            allowed |= {(model, res_id, user_id) for res_id in readable.ids}
        return {key: step for key, step in todos.items() if key[:3] in allowed}

    def _activity_type(self):
        return self.env.ref(ACTIVITY_TYPE)

    def _activities_of(self, cases):
        found = self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self._activity_type().id),
                ("res_model", "in", sorted({model for model, _id in cases})),
                ("res_id", "in", sorted({res_id for _model, res_id in cases})),
            ]
        )
        return found.filtered(lambda activity: (activity.res_model, activity.res_id) in cases)

    def _key_of(self, activity):
        return activity.res_model, activity.res_id, activity.user_id.id, activity.summary

    def _prepare_activity_vals(self, key, step, activity_type):
        model, res_id, user_id, stage = key
        return {
            "activity_type_id": activity_type.id,
            "automated": True,
            "date_deadline": (step.due_on or fields.Datetime.now()).date(),
            "res_id": res_id,
            "res_model_id": self.env["ir.model"]._get_id(model),
            "summary": stage,
            "user_id": user_id,
        }
