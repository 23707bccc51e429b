import pytz

from odoo import fields, models, tools

from ..tools.caches import clear_caches


class ResCompany(models.Model):
    """The office and its day."""

    _inherit = "res.company"

    @tools.ormcache("self.id")
    def _office_zone(self):
        """The time zone of the office; kept, since each voucher that is shown asks."""
        company_sudo = self.sudo()  # sudo: two columns of two wide tables; not everybody reads them
        company_sudo.fetch(["partner_id"])
        company_sudo.partner_id.fetch(["tz"])
        return company_sudo.partner_id.tz or "UTC"

    def write(self, vals):
        done = super().write(vals)
        if "partner_id" in vals:
            clear_caches(self.env)
        return done

    def _office_day(self, moment=None):
        """The date at the office, of a moment (UTC) or of now.

        Money is promised and paid on days of the office, wherever the user sits; its officers
        are away on them.
        """
        moment = pytz.utc.localize(moment or fields.Datetime.now())
        return moment.astimezone(pytz.timezone(self._office_zone())).date()

    def _mail_sender(self):
        """The address that mails of the office come from, or an empty text when it has none: that
        of nobody who works there."""
        self.ensure_one()
        company_sudo = self.sudo()  # sudo: whoever sends need not read the company's contact
        server = self.env["ir.mail_server"].with_company(self)
        return company_sudo.email_formatted or server._get_default_from_address() or ""


class ResPartner(models.Model):
    """The contact of an office says its time zone."""

    _inherit = "res.partner"

    def write(self, vals):
        done = super().write(vals)
        if "tz" in vals:
            # sudo: for every user; archived companies have vouchers too
            companies_sudo = self.env["res.company"].sudo().with_context(active_test=False)
            if companies_sudo.search_count([("partner_id", "in", self.ids)], limit=1):
                clear_caches(self.env)
        return done
