import json
import logging

import psycopg2
from psycopg2.pool import PoolError

from odoo import SUPERUSER_ID, api, fields, models

_logger = logging.getLogger(__name__)


class G2PSignInMetadata(models.Model):
    """A provider's description and keys as it publishes them, read some time ago."""

    _name = "g2p.sign.in.metadata"
    _description = "Published Data of an ID Provider"
    _inherit = "g2p.kept.mixin"
    _without_company = "published by the providers; only administrators see it"
    _rec_name = "provider_id"

    provider_id = fields.Many2one(
        "g2p.sign.in.provider", required=True, readonly=True, ondelete="cascade"
    )
    document = fields.Text("Description", readonly=True)
    document_date = fields.Datetime("Description read on", readonly=True)
    key_set = fields.Text("Keys", readonly=True)
    key_set_date = fields.Datetime("Keys read on", readonly=True)
    date_failed = fields.Datetime(
        "Not answered since", readonly=True, help="Empty while the provider answers."
    )
    date_tried = fields.Datetime("Last failure", readonly=True)

    _provider_unique = models.Constraint("UNIQUE(provider_id)", "One row for each provider.")

    def _kept_sentences(self):
        refusal = self.env._("The server reads what a provider publishes. Use “Test” there.")
        return dict.fromkeys(("create", "write"), refusal)

    # === Reading === #

    @api.model
    def _of(self, provider):
        """The row of a provider, or empty."""
        # sudo: people who sign in have no right on it
        return self.sudo().search([("provider_id", "=", provider.id)], limit=1)

    def _stored(self, name, seconds):
        """A value that was read in the last seconds, or None."""
        moment = self[f"{name}_date"]
        if not moment or not self[name] or self._age(moment) > seconds:
            return None
        return json.loads(self[name])

    def _is_cooling(self, seconds):
        """Whether the provider failed in the last seconds."""
        return bool(self.date_tried) and self._age(self.date_tried) < seconds

    @api.model
    def _age(self, moment):
        return (fields.Datetime.now() - moment).total_seconds()

    # === Keeping: in a transaction of its own, since the request may be refused === #

    @api.model
    def _remember(self, provider, **values):
        """Keep what was read just now."""
        now = fields.Datetime.now()
        dates = {f"{name}_date": now for name in values}
        self._keep(provider, {**values, **dates, "date_failed": False, "date_tried": False})

    @api.model
    def _remember_failure(self, provider):
        """Note that the provider did not answer."""
        now, row = fields.Datetime.now(), self._of(provider)
        self._keep(provider, {"date_tried": now, "date_failed": row.date_failed or now})

    @api.model
    def _keep(self, provider, values):
        try:
            with self.env.registry.cursor() as fresh:
                table = api.Environment(fresh, SUPERUSER_ID, {})[self._name]
                row = table._of(provider)
                if row:
                    row.write(values)
                else:
                    table.create({"provider_id": provider.id, **values})
        except (psycopg2.Error, PoolError):
            # another request keeps the same at the same moment
            _logger.info("what provider %s publishes was not kept", provider.id)

    @api.model
    def _forget(self, providers):
        """Delete what another issuer published."""
        # sudo: the caller may change the providers
        self.sudo().search([("provider_id", "in", providers.ids)]).unlink()
