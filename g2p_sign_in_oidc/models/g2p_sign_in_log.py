from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

#: days that the log is kept
DAYS = 180


class G2PSignInLog(models.Model):
    """One attempt to sign in with an ID: when, where, with which outcome. Append-only.

    It names accounts by number only, and holds nothing of what the provider said.
    """

    _name = "g2p.sign.in.log"
    _description = "Sign-in With an ID"
    _inherit = "g2p.append.only.mixin"
    _without_company = "outcomes without a person's data, which only administrators see"
    _order = "id desc"
    _rec_name = "outcome"

    date = fields.Datetime(required=True, readonly=True, index=True, default=fields.Datetime.now)
    provider_id = fields.Many2one(
        "g2p.sign.in.provider", readonly=True, index=True, ondelete="set null"
    )
    identity_id = fields.Many2one(
        "g2p.sign.in.identity", readonly=True, index=True, ondelete="set null"
    )
    purpose = fields.Selection(
        [("sign_in", "Sign in"), ("link", "Add an ID"), ("step_up", "Confirm")], readonly=True
    )
    is_done = fields.Boolean("Done", readonly=True)
    is_proof = fields.Boolean(
        "Proof", readonly=True, help="The person is proven to be this one of the registry."
    )
    outcome = fields.Char(
        required=True, readonly=True, help="Of a refusal the cause; docs/sign-in.md explains each."
    )
    detail = fields.Char(readonly=True)
    acr = fields.Char("Way of signing in", readonly=True)

    def _kept_sentences(self):
        return {
            "create": self.env._("Sign-ins are recorded automatically."),
            "write": self.env._("Recorded sign-ins cannot be edited."),
            "unlink": self.env._("Recorded sign-ins are kept for 180 days."),
        }

    @api.model
    def _append(self, provider_sudo, **values):
        # sudo: nobody has a right to add a row
        return self.sudo().create({**values, "provider_id": provider_sudo.id})

    @api.autovacuum
    def _gc_sign_in_log(self):
        """Delete old rows."""
        # in SQL, since unlink() refuses every user
        since = fields.Datetime.now() - relativedelta(days=DAYS)
        self.env.cr.execute("DELETE FROM g2p_sign_in_log WHERE date < %s", [since])
