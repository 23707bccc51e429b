import pytz

from odoo import fields, models, tools

from ..tools.caches import clear_caches


class ResCompany(models.Model):
    """The office and its calendar day."""

    _inherit = "res.company"

    @tools.ormcache("self.id")
    def _office_zone(self):
        """The time zone of the office; cached, since each displayed voucher reads it."""
        company_sudo = self.sudo()  # sudo: reads two columns; not every user may read the tables
        company_sudo.fetch(["partner_id"])
        company_sudo.partner_id.fetch(["tz"])
        return company_sudo.partner_id.tz or "UTC"

    def write(self, vals):
        done = super().write(vals)
        if "partner_id" in vals:
            clear_caches(self.env)
        return done

    def _office_day(self, moment=None):
        """The date at the office, of a moment (UTC) or now.

        Promises, payments and officers' absences count in days of the office, wherever the user is.
        """
        moment = pytz.utc.localize(moment or fields.Datetime.now())
        return moment.astimezone(pytz.timezone(self._office_zone())).date()

    def _mail_sender(self):
        """The sender's address of the office's mails, or an empty text when it has none; never the
        address of an employee."""
        self.ensure_one()
        company_sudo = self.sudo()  # sudo: the sender of a mail need not read the company's contact
        server = self.env["ir.mail_server"].with_company(self)
        return company_sudo.email_formatted or server._get_default_from_address() or ""


class ResPartner(models.Model):
    """The contact of an office holds its time zone."""

    _inherit = "res.partner"

    def write(self, vals):
        done = super().write(vals)
        if "tz" in vals:
            # sudo: for any user; archived companies have vouchers too
            companies_sudo = self.env["res.company"].sudo().with_context(active_test=False)
            if companies_sudo.search_count([("partner_id", "in", self.ids)], limit=1):
                clear_caches(self.env)
        return done
