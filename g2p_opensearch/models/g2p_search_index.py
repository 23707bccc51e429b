from odoo import api, fields, models

from ..tools import documents
from ..tools.targets import Target


class G2PSearchIndex(models.Model):
    """The documents of one kind: the index that dashboards read, and the one being built.

    The engine has an alias for each kind, such as ``g2p-application``, and behind it an index with
    a number. Changes are written to the index and, while one is built, to that one too.
    """

    _name = "g2p.search.index"
    _description = "Search Index"
    _inherit = "g2p.deferred.mixin"
    _no_user_defaults = True
    _without_company = "names of indexes, which only administrators see"
    _order = "id"
    _rec_name = "kind"

    kind = fields.Char(required=True, readonly=True)
    connection_id = fields.Many2one(
        "g2p.search.connection", required=True, readonly=True, ondelete="cascade", index=True
    )
    current = fields.Char("Index in use", readonly=True)
    building = fields.Char("Index being built", readonly=True)
    regions = fields.Char(
        "Separate regions", readonly=True, help="Codes of regions with an index of their own."
    )
    building_regions = fields.Char("Separate regions of the index being built", readonly=True)
    is_filling = fields.Boolean(
        "Written to while it is built", readonly=True, help="From its creation in the engine on."
    )
    build_after = fields.Integer(
        "Built up to", readonly=True, aggregator=None, help="The last record's ID."
    )
    date_built = fields.Datetime("Built on", readonly=True)
    date_checked = fields.Datetime("Compared on", readonly=True)
    check_before = fields.Date(
        readonly=True, help="Days before this one are compared next, until all were."
    )
    backlog = fields.Integer("Changes that wait", compute="_compute_backlog")

    _kind_uniq = models.Constraint("UNIQUE (kind)", "There is one index of each kind.")

    # === COMPUTE === #

    @api.depends("current")
    def _compute_backlog(self):
        waiting = self.env["g2p.search.outbox"]._waiting()
        for index in self:
            index.backlog = waiting.get(index.kind, (0, None))[0]

    # === CRON === #

    @api.model
    def _cron_start(self):
        """Queue the sending of what waits; the first time, build what does not exist.

        A transaction that changes a record wakes nobody, which keeps it short: this does, every
        minute.
        """
        connection = self.env["g2p.search.connection"]._one()
        waiting = self.env["g2p.search.outbox"]._waiting()
        is_due = connection._is_due()
        for index in connection.index_ids.filtered(lambda index: index._source() is not None):
            if index._targets():
                if is_due and index.kind in waiting:
                    index._defer("_drain")
            elif is_due and not index.building:
                index._start_building()
            elif not index.building:
                self.env["g2p.search.outbox"]._forget(index.kind)

    # === HELPERS === #

    def _source(self):
        """The model of the documents, under sudo; None if no installed addon has one."""
        found = [
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_analytics_kind", None) == self.kind and not model._abstract
        ]
        # sudo: the server reads for all users; the documents are pseudonymous
        return self.env[found[0]].sudo() if found and self.kind in documents.FIELDS else None

    def _is_by_region(self):
        """Whether its documents show the region of a case."""
        return "region" in documents.FIELDS.get(self.kind, ())

    def _targets(self):
        """The indexes that are written to."""
        building = self._target_built() if self.is_filling else None
        return [target for target in (self._target(), building) if target]

    def _target(self):
        """The index in use with those of its regions; None before the first build."""
        return Target(self.current, _codes(self.regions)) if self.current else None

    def _target_built(self):
        """The index being built with those of its regions, or None."""
        return Target(self.building, _codes(self.building_regions)) if self.building else None

    def _alias(self):
        return f"{self.connection_id._settings().stem}-{self.kind}"


def _codes(text):
    # codes of areas contain no spaces
    return tuple((text or "").split())
