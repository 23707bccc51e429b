from odoo import models
from odoo.exceptions import AccessError


class IrRule(models.Model):
    """A record of the suite is refused by its number.

    Odoo's own message names the user, and in debug mode the records; it is also written to the
    server's log, which may hold ids but no names.
    """

    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        theirs = super()._make_access_error(operation, records)
        kept_apart = isinstance(records, self.env.registry["g2p.company.mixin"])
        if kept_apart and operation != "read" and self._is_of_all(records):
            return AccessError(
                self.env._(
                    "Records without a company apply to all companies: only administrators, and "
                    "users who are allowed in every company, can create or change them. Choose "
                    "your company."
                )
            )
        # by name, so that dialogs are among them, and OpenG2P's records
        if not records._name.startswith("g2p."):
            return theirs
        facts = {
            "model": self.env["ir.model"]._get(records._name).name,
            "ids": ", ".join(map(str, records.ids[:6])),
        }
        if operation == "read":
            sentence = self.env._(
                "You have no right to see %(model)s %(ids)s. Ask the office for it, or go back.",
                **facts,
            )
        else:
            sentence = self.env._(
                "You have no right to change %(model)s %(ids)s. Ask the office for it, or go back.",
                **facts,
            )
        error = AccessError(sentence)
        if hasattr(theirs, "context"):  # the company that the web client offers to switch to
            error.context = theirs.context
        return error

    def _is_of_all(self, records):
        """Whether one of the refused records has no company."""
        # sudo: only the companies of the refused records
        return "company_id" in records._fields and not all(
            record.company_id for record in records.sudo()
        )
