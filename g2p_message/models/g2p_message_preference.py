from odoo import api, fields, models
from odoo.tools import SQL


class G2PMessagePreference(models.Model):
    """The channels that a person wants; without a row, all of them.

    A model of its own: contacts are open to many users, beside OpenG2P to more of them.
    """

    _name = "g2p.message.preference"
    _description = "Wishes about Messages"
    _inherit = ["g2p.kept.mixin"]
    _without_company = "belongs to a person; written by the person's own page"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, readonly=True, ondelete="cascade"
    )
    by_email = fields.Boolean("By e-mail", default=True, readonly=True)
    by_sms = fields.Boolean("By SMS", default=True, readonly=True)

    _partner_uniq = models.Constraint("UNIQUE (partner_id)", "This person has wishes already.")

    def _kept_sentences(self):
        own = self.env._("People choose on their own page how they get messages.")
        return {"create": own, "write": own}

    @api.model
    def _choices(self, partners):
        """{id of a contact: {channel: wanted}}, in one query."""
        found = {partner_id: {"email": True, "sms": True} for partner_id in partners.ids}
        # sudo: the sender need not read the wishes
        for row_sudo in self.sudo().search([("partner_id", "in", partners.ids)]):
            wishes = {"email": row_sudo.by_email, "sms": row_sudo.by_sms}
            found[row_sudo.partner_id.id] = wishes
        return found

    @api.model
    def _choose_own(self, by_email, by_sms):
        """Record the wishes of the signed-in person."""
        partner = self.env.user.partner_id
        self.flush_model()
        # in one statement: of two saves at once the later one counts, and none fails
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO g2p_message_preference
                    (partner_id, by_email, by_sms, create_uid, write_uid, create_date, write_date)
                VALUES (%(partner)s, %(email)s, %(sms)s, %(user)s, %(user)s, %(now)s, %(now)s)
                ON CONFLICT (partner_id) DO UPDATE SET by_email = EXCLUDED.by_email,
                    by_sms = EXCLUDED.by_sms, write_uid = EXCLUDED.write_uid,
                    write_date = EXCLUDED.write_date
                """,
                partner=partner.id,
                email=bool(by_email),
                sms=bool(by_sms),
                user=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model(flush=False)
