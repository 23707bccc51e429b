import functools

from odoo import fields, models
from odoo.tools.misc import formatLang

from odoo.addons.g2p_suite_base.tools import moments
from odoo.addons.g2p_voucher_key.token import keys, payload
from odoo.addons.g2p_voucher_template.const import DEFAULT_TEMPLATE, MOST_PLACES

from ..const import DENSE_PROFILE, MANAGER_MODEL
from ..tools import codes

MIDNIGHT = 1_798_761_600  # the start of an arbitrary day


class G2PVoucherTemplate(models.Model):
    """The values of a printed copy, and examples whose QR code is as dense as a real one."""

    _inherit = "g2p.voucher.template"

    # === Values === #
    def _values_of(self, copies_sudo):
        """The values of each copy."""
        logos = {}
        for company in copies_sudo.voucher_id.company_id:
            logos[company] = self._logo(company)
        programs, places = copies_sudo.voucher_id.program_id, {}
        if self.holder_side:
            places = {program: program._places_to_use(MOST_PLACES) for program in programs}
        return [self._values(copy, logos, places) for copy in copies_sudo]

    def _values(self, copy_sudo, logos=None, places=None):
        """The plain values of a copy: only texts, the logo, and the text of the QR code."""
        self.ensure_one()
        voucher = copy_sudo.voucher_id
        company = voucher.company_id
        env = self.with_context(lang=self._language()).env
        sheets = voucher.manager_id.sheets
        office = self.with_context(tz=company._office_zone())
        texts = {
            "check_at": "",  # set by the addon that has such a page
            # sudo: only the name, in the language of the paper
            "program": voucher.program_id.with_env(env).sudo().name,
            "number": voucher.name,
            "code": codes.grouped(copy_sudo.code),
            "beneficiary": voucher.partner_id._name_as_written(),
            "beneficiary_masked": voucher._beneficiary_masked(),
            "birth_year": str(voucher._birth_year() or ""),
            "covers": voucher.covers,
            "amount": formatLang(env, voucher.amount, currency_obj=voucher.currency_id),
            "currency": voucher.currency_id.name,
            "valid_from": moments.day(env, voucher.valid_from),
            "valid_until": moments.day(env, voucher.valid_until),
            "office": company.name,
            "issued_on": moments.day(env, fields.Date.context_today(office)),
            "copy": str(copy_sudo.number),
            "sheets": str(sheets) if sheets > 1 else "",
        }
        return {
            **{name: self._plain(text) for name, text in texts.items()},
            "logo": logos[company] if logos else self._logo(company),
            "payload": copy_sudo.payload,
            "holder": self._holder_facts(voucher, places) if self.holder_side else None,
        }

    # === Examples === #
    def _example_payload(self, program, masked, profile=None):
        """The text of the densest QR code, signed with a temporary key."""
        # sudo: the server's address
        issuer = (self.company_id or self.env.company).sudo().get_base_url()
        return _specimen(issuer, program, masked, profile or self._densest())

    def _densest(self):
        """The densest profile of the programmes that print with the template."""
        default = self.env.ref(DEFAULT_TEMPLATE, raise_if_not_found=False)
        printed = self._origin.ids + ([False] if default == self._origin else [])
        # sudo: authors of templates need not see the programmes that print with them
        managers_sudo = self.env[MANAGER_MODEL].sudo()
        dense = [("template_id", "in", printed), ("profile", "=", DENSE_PROFILE)]
        return DENSE_PROFILE if managers_sudo.search_count(dense, limit=1) else "cwt"


@functools.lru_cache(maxsize=64)
def _specimen(issuer, program, masked, profile):
    """The text, cached so that it does not change between previews."""
    claims = payload.Claims(
        issuer=issuer,
        not_before=MIDNIGHT,
        expires=MIDNIGHT + 90 * 86400,
        cti=bytes(range(16)),
        number="V2026-0000000",
        program=program,
        masked_name=masked,
        amount_minor=10_000_000,
        currency="USD",
        birth_year=1984,
        status_index=1 << 20,
    )
    private, _public = keys.generate(payload.PROFILES[profile][1])
    return payload.sign(claims, profile, private, "SPECIMEN")
