from odoo import api, models
from odoo.http import request
from odoo.tools.misc import file_path, hmac

from ..tools import colours, page_files


class G2PPageFrame(models.AbstractModel):
    """The values around every page: name, logo and colour of the office, languages, menu.

    Where ``website`` is installed they are those of the current site. Nothing here depends on it:
    it is asked only when the request has one.
    """

    _name = "g2p.page.frame"
    _description = "Frame of the Pages"

    @api.model
    def _values(self):
        site, company_sudo = self._site(), self._company()
        return {
            **self._language(),
            "name": site.name if site else company_sudo.name,
            "logo": self._logo(site, company_sudo),
            "colour": colours.readable(company_sudo.primary_color),
            "is_own_colour": not colours.digits(company_sudo.primary_color),
            "languages": self._languages(site),
            "here": self._here(),
            "entries": self._entries(site),
            "phone": company_sudo.phone,
            "email": company_sudo.email,
            "leave": company_sudo.g2p_leave_address,
            "is_signed_in": not self.env.user._is_public(),
            "account": self._account(),
        }

    @api.model
    def _account(self):
        """A name of the account that reveals nothing, for what a browser keeps of its pages; empty
        for visitors."""
        if self.env.user._is_public():
            return ""
        # sudo: the server's own secret
        return hmac(self.env(su=True), "g2p_page_account", str(self.env.uid))[:32]

    @api.model
    def _language(self):
        """The attributes of <html>: the tag of the language, the direction of writing."""
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        tag = (lang.code or "en_US").replace("_", "-").replace("@", "-")
        return {"html_lang": tag, "direction": lang.direction or "ltr"}

    @api.model
    def _site(self):
        """The website of the request, if there is one; else nothing."""
        site = getattr(request, "website", None)
        return self.env["website"].browse(site.id) if site else None

    @api.model
    def _company(self):
        site = self._site()
        # sudo: visitors see the name, logo, colour and contact of the office, as on any site
        return (site.sudo().company_id if site else self.env.company).sudo()

    @api.model
    def _logo(self, site, company_sudo):
        """The address of a small logo; empty when the office has none of its own."""
        if site:
            # sudo: whether there is one; everybody can open it
            has_logo = site.sudo().with_context(bin_size=True).logo
            return f"/web/image/website/{site.id}/logo/180x60" if has_logo else ""
        if company_sudo.uses_default_logo:
            return ""
        return f"/web/binary/company_logo?company={company_sudo.id}"

    @api.model
    def _languages(self, site):
        """(code, tag, name in the language itself) of each language that pages can have."""
        installed = self.env["res.lang"].get_installed()
        if site:
            # sudo: visitors choose among the site's languages
            codes = set(site.sudo().language_ids.mapped("code"))
            installed = [(code, name) for code, name in installed if code in codes]
        return [
            (code, code.replace("_", "-").replace("@", "-"), name.split("/")[-1].strip())
            for code, name in installed
        ]

    @api.model
    def _here(self):
        """The address of this page, to open it in another language: that of the form's page where
        this page answers a form."""
        page = self.env["ir.http"]._answered_page()
        asked = request.httprequest
        if page or asked.method not in ("GET", "HEAD"):
            return page or "/"
        query = asked.query_string.decode("utf-8", "replace")
        return f"{asked.path}?{query}" if query else asked.path

    @api.model
    def _entries(self, site):
        """(address, name) of the top entries of the site's menu."""
        if not site:
            return []
        found = [(self._way_of(menu), menu.name) for menu in site.menu_id.child_id]
        return [(address, name) for address, name in found if address]

    @api.model
    def _way_of(self, menu):
        """Where an entry leads; one with entries below it to the first of these, since it has no
        address of its own. Empty where it leads nowhere."""
        for entry in menu.child_id or menu:
            # sudo: the address of a page that visitors see
            address = entry.page_id.sudo().url or entry._clean_url() or "#"
            if entry.is_visible and not address.endswith("#"):
                return address
        return ""

    @api.model
    def _file(self, address):
        """The address of a static file, with a version that changes with its content."""
        return page_files.versioned(address, file_path(address.removeprefix("/")))
