from odoo import models
from odoo.tools.misc import formatLang

from odoo.addons.g2p_suite_base.tools import moments
from odoo.addons.g2p_voucher_template.const import MOST_PLACES


class G2PVoucherTemplate(models.Model):
    """The facts on the page for the holder, in the holder's language."""

    _inherit = "g2p.voucher.template"

    def _holder_facts(self, voucher, places=None):
        """Plain values of the page for the holder; see ``_holder_html``.

        :param dict places: of each programme, asked once for many vouchers
        """
        self.ensure_one()
        plain = self._plain
        lang = self._holder_lang(voucher) or self._language()
        env = self.with_context(lang=lang).env
        company = voucher.company_id
        texts = {
            # sudo: only the name
            "program": voucher.program_id.with_env(env).sudo().name,
            "covers": voucher._holder_covers(lang),
            "amount": formatLang(env, voucher.amount, currency_obj=voucher.currency_id),
            "valid_until": moments.day(env, voucher.valid_until),
            "office": company.name,
            "phone": company.phone,
            "email": company.email,
        }
        program = voucher.program_id
        found, count = places[program] if places else program._places_to_use(MOST_PLACES)
        return {
            "lang": lang,
            "needs_pin": voucher.needs_pin,
            "places": [(plain(name), plain(place)) for name, place in found],
            "places_count": count,
            **{name: plain(text) for name, text in texts.items()},
        }

    # === HOOKS === #
    def _holder_lang(self, voucher):
        """The language that the holder reads; False if it is not known."""
        # sudo: of the holder, for their own paper
        code = voucher.sudo().partner_id.lang
        installed = dict(self.env["res.lang"].get_installed())
        return code if code in installed else False
