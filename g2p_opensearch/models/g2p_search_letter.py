from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.g2p_suite_base.tools import actions


class G2PSearchLetter(models.Model):
    """A document that the engine refuses, or that may not leave the database: a dead letter.

    The others are sent meanwhile. It is sent again when its record changes, or by *Retry*.
    """

    _name = "g2p.search.letter"
    _description = "Refused Document"
    _no_user_defaults = True
    _without_company = "ids of records and kinds of errors, which only administrators see"
    _order = "id desc"
    _rec_name = "kind"

    connection_id = fields.Many2one(
        related="index_id.connection_id", store=True, index=True, precompute=True
    )
    index_id = fields.Many2one(
        "g2p.search.index", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Char(related="index_id.kind")
    res_id = fields.Integer("Record ID", required=True, readonly=True, aggregator=None)
    reason = fields.Char(required=True, readonly=True, help="Without values of the document.")
    date = fields.Datetime("Refused on", required=True, readonly=True)

    _once = models.Constraint("UNIQUE (index_id, res_id)", "This document is refused already.")

    # === ACTIONS === #

    def action_retry(self):
        """Send these records again; for administrators."""
        for letter in self._for_administrators():
            self.env["g2p.search.outbox"]._note(letter.kind, [letter.res_id])
        return actions.notify(self.env._("They are sent again within a minute."))

    def action_drop(self):
        """Give these documents up until their records change; for administrators."""
        self._for_administrators().unlink()
        return True

    def action_open_record(self):
        """Open the record, if the user may read it."""
        self.ensure_one()
        self.check_access("read")
        source = self.index_id.sudo()._source()  # sudo: only its name
        return actions.form(source._name, self.res_id) if source is not None else False

    def _for_administrators(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can change refused documents."))
        return self.sudo()  # sudo: rows change only through their actions

    # === BUSINESS === #

    @api.model
    def _replace(self, index, ids, reasons):
        """Remove the letters of records that were sent, and write one for each refused record.

        :param dict reasons: {record's id: reason}
        """
        mine = [("index_id", "=", index.id), ("res_id", "in", list(ids))]
        former = self.search(mine)
        former.filtered(lambda letter: letter.res_id not in reasons).unlink()
        known = {letter.res_id: letter for letter in former.exists()}
        now = fields.Datetime.now()
        new = []
        for res_id, reason in reasons.items():
            vals = {"reason": reason, "date": now}
            if res_id in known:
                known[res_id].write(vals)
            else:
                new.append({**vals, "index_id": index.id, "res_id": res_id})
        self.create(new)
