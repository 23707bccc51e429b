import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import RetryLater, deferrable

from ..tools import documents
from ..tools.engine import EngineAway, IndexMissing

_logger = logging.getLogger(__name__)
#: records in one transaction
PAGE = 2000
#: before a build goes on that found the engine away
PAUSE = timedelta(minutes=1)
#: how long a former index is kept
KEPT = timedelta(days=1)


class G2PSearchIndex(models.Model):
    """Builds an index again beside the one in use, and then lets the alias name it.

    The new index is created, and that is committed, before its first record is read. From then on
    changes are sent to both, so that none falls between them; of two writes the newer one wins.
    """

    _inherit = "g2p.search.index"

    def _start_building(self):
        """Begin, or begin again, a new index for each of these."""
        now = fields.Datetime.now()
        for index in self.filtered(lambda index: index._source() is not None):
            name = f"{index._alias()}-{now:%Y%m%d%H%M%S}-{index.id}"
            regions = self.env["g2p.area"]._separate_codes() if index._is_by_region() else []
            index.write(
                {
                    "building": name,
                    "building_regions": " ".join(regions),
                    "is_filling": False,
                    "build_after": 0,
                }
            )
            index._defer("_build")

    def _on_missing(self, err):
        """Build an index again that somebody removed in the engine.

        Not a reason to pause: the other indexes are there, and the build would wait too.
        """
        _logger.warning("index %s is not in the engine: it is built again", err.index)
        target, built = self._target(), self._target_built()
        if target and target.has(err.index):
            self.current = False
        if not built or built.has(err.index):
            self._start_building()

    @deferrable("search", attempts=50, pause=15, growth=1)
    def _build(self):
        """Send the next page of records to the new index; after the last one, use it."""
        for index in self.filtered("building"):
            if not index.connection_id._is_due():
                index._build_later()
                continue
            try:
                index._build_part()
            except IndexMissing as err:
                index._on_missing(err)
            except EngineAway as err:
                # not raised: it would roll the pause back
                index.connection_id._on_away(err)
                index._build_later()

    def _build_later(self):
        self._defer("_build", at=fields.Datetime.now() + PAUSE)

    def _build_part(self):
        engine = self.connection_id._engine()
        if self.is_filling:
            self._build_page(engine)
            return
        copies = self.connection_id._settings().copies
        for name in self._target_built().indexes:
            engine.create(name, documents.index_body(self.kind, copies))
        self.is_filling = True
        self._defer("_build")

    def _build_page(self, engine):
        source = self._source().with_context(active_test=False)
        page = [*source._analytics_domain, ("id", ">", self.build_after)]
        ids = source.search(page, order="id", limit=PAGE).ids
        if ids:
            if self._send(ids, [self._target_built()]):
                raise EngineAway(self.env._("it is overloaded"))
            self.build_after = ids[-1]
            self._defer("_build")
            return
        self._use(engine)

    def _use(self, engine):
        """Let the dashboards read the new index."""
        built = self._target_built()
        engine.refresh(built.path)
        engine.point(self._alias(), built.indexes)
        self.write(
            {
                "current": self.building,
                "regions": self.building_regions,
                "building": False,
                "building_regions": False,
                "is_filling": False,
                "build_after": 0,
                "date_built": fields.Datetime.now(),
                "check_before": False,
            }
        )

    # === CRON === #

    @api.model
    def _cron_retain(self):
        """Remove former indexes, and rows that are kept for a time only."""
        # sudo: the server's own rows
        self.env["g2p.search.check"].sudo()._remove_old()
        connection = self.env["g2p.search.connection"]._one()
        if connection._is_due():
            connection.index_ids._defer("_remove_former")

    @deferrable("search", attempts=5, pause=60)
    def _remove_former(self):
        """Remove indexes of these kinds that are not used any more."""
        for index in self.filtered(lambda index: index._source() is not None):
            try:
                index._remove_former_of(index.connection_id._engine())
            except EngineAway as err:
                raise RetryLater(index.connection_id._sentence(err)) from None

    def _remove_former_of(self, engine):
        oldest = f"{fields.Datetime.now() - KEPT:%Y%m%d%H%M%S}"
        alias = self._alias()
        used = {name for target in self._targets() for name in target.indexes}
        for name in engine.names(f"{alias}-*"):
            made = name.removeprefix(f"{alias}-").split("-")[0]
            is_numbered = made.isdigit() and len(made) == len(oldest)
            if is_numbered and made < oldest and name not in used:
                engine.drop(name)
