from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_suite_base.tools.rows import hold

from ..tools import bands, dashboards, documents, settings
from ..tools.engine import EngineAway, EngineMissing
from ..tools.opensearch_engine import OpenSearchEngine, library
from ..tools.pseudonyms import KeyMissing, decoded

#: seconds before the next try: twice as many after each failure, up to the longest
SHORTEST, LONGEST = 15, 900


class G2PSearchConnection(models.Model):
    """The server's connection to the search engine: whether it works, and since when it does not.

    Its address and passwords are in the server's configuration (``tools/settings.py``).
    """

    _name = "g2p.search.connection"
    _description = "Search Connection"
    _no_user_defaults = True
    _without_company = "one for the server, which only administrators see"
    _rec_name = "id"

    is_enabled = fields.Boolean("Send changes", default=True, readonly=True)
    failures = fields.Integer("Failures in a row", readonly=True, aggregator=None)
    date_next = fields.Datetime("Next attempt", readonly=True)
    error = fields.Char("Last failure", readonly=True)
    date_imported = fields.Datetime("Dashboards imported on", readonly=True)
    date_counted = fields.Date("Equity counted on", readonly=True, help="Once in each month.")
    index_ids = fields.One2many("g2p.search.index", "connection_id", "Indexes", readonly=True)
    letter_ids = fields.One2many("g2p.search.letter", "connection_id", "Refused", readonly=True)
    state = fields.Selection(
        [("off", "Switched off"), ("unset", "Not set up"), ("away", "Away"), ("ok", "Working")],
        compute="_compute_state",
    )
    missing = fields.Char("To be set up", compute="_compute_state")
    backlog = fields.Integer("Changes that wait", compute="_compute_backlog")
    date_oldest = fields.Datetime("The oldest of them", compute="_compute_backlog")
    letter_count = fields.Integer("Refused documents", compute="_compute_backlog")

    # === COMPUTE === #

    @api.depends("is_enabled", "failures")
    def _compute_state(self):
        for connection in self:
            connection.missing = connection._why_not_set_up()
            if not connection.is_enabled:
                connection.state = "off"
            elif connection.missing:
                connection.state = "unset"
            else:
                connection.state = "away" if connection.failures else "ok"

    @api.depends("letter_ids")
    def _compute_backlog(self):
        waiting = self.env["g2p.search.outbox"]._waiting().values()
        letters = self.env["g2p.search.letter"].search_count([])
        for connection in self:
            connection.backlog = sum(count for count, _oldest in waiting)
            connection.date_oldest = min((oldest for _count, oldest in waiting), default=False)
            connection.letter_count = letters

    def _compute_display_name(self):
        for connection in self:
            connection.display_name = self.env._("Search engine")

    # === ACTIONS === #

    def action_test(self):
        """Ask the engine for its version, and try again at once; for administrators."""
        connection_sudo = self._for_administrators()
        try:
            version = connection_sudo._engine().version()
        except EngineAway as err:
            raise UserError(connection_sudo._sentence(err)) from None
        connection_sudo.write({"failures": 0, "date_next": False, "error": False})
        self.env["g2p.search.index"]._cron_start()
        return actions.notify(self.env._("Connected: %(version)s", version=version))

    def action_switch(self):
        """Stop or start sending; changes are kept meanwhile. For administrators."""
        connection_sudo = self._for_administrators()
        connection_sudo.is_enabled = not connection_sudo.is_enabled
        return True

    def action_rebuild(self):
        """Build all indexes again, beside those in use; for administrators."""
        connection_sudo = self._for_administrators()
        connection_sudo.index_ids._start_building()
        return actions.notify(
            self.env._("The indexes are being built. The present ones stay in use until then.")
        )

    def action_import(self):
        """Import the dashboards into OpenSearch Dashboards; for administrators."""
        connection_sudo = self._for_administrators()
        try:
            count = connection_sudo._import()
        except EngineAway as err:
            raise UserError(connection_sudo._sentence(err)) from None
        return actions.notify(self.env._("Imported objects: %(count)s", count=count))

    def action_templates(self):
        """Write the index templates with the setup user; for administrators."""
        connection_sudo = self._for_administrators()
        try:
            connection_sudo._put_templates()
        except EngineAway as err:
            raise UserError(connection_sudo._sentence(err)) from None
        return actions.notify(self.env._("The index templates are written."))

    @api.model
    def _check_administrator(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can change the search connection."))

    def _for_administrators(self):
        self._check_administrator()
        return self.sudo()  # sudo: rows change only through their actions

    # === BUSINESS === #

    @api.model
    def _one(self):
        """The connection, under sudo."""
        # sudo: the server sends for all users
        return self.env.ref("g2p_opensearch.connection").sudo()

    def _settings(self):
        return settings.load()

    def _engine(self):
        """The engine; the edge to the world outside, which tests replace.

        :raises EngineMissing: something is not set up
        """
        mine = self._settings()
        if not mine.urls:
            raise EngineMissing("url")
        return OpenSearchEngine(mine.urls, mine.user, mine.password, mine.ca or None)

    def _setup_engine(self):
        """The engine for its setup user, who may write templates and nothing else."""
        mine = self._settings()
        if not mine.urls or not mine.setup_user:
            raise EngineMissing("setup_user")
        return OpenSearchEngine(mine.urls, mine.setup_user, mine.setup_password, mine.ca or None)

    def _key(self):
        """The key of the pseudonyms.

        :raises EngineMissing: it is not set up
        """
        try:
            return decoded(self._settings().key)
        except KeyMissing as err:
            raise EngineMissing(f"key: {err}") from None

    def _why_not_set_up(self):
        """A sentence about a missing setting; False if nothing is missing."""
        try:
            library()
            self._key()
        except EngineMissing as err:
            return self._sentence(err)
        if not self._settings().urls:
            return self._sentence(EngineMissing("url"))
        return False

    def _sentence(self, err):
        """A failure for an administrator."""
        if isinstance(err, EngineMissing):
            return self.env._(
                "The search connection is not set up (%(what)s). See docs/analytics.md, Set up.",
                what=str(err),
            )
        return self.env._(
            "The search engine does not answer: %(what)s. Changes wait until it does.",
            what=str(err),
        )

    def _is_due(self):
        """Whether to send now."""
        now = fields.Datetime.now()
        pausing = self.date_next and self.date_next > now
        return self.is_enabled and not pausing and not self._why_not_set_up()

    def _on_away(self, err):
        """Pause after a failure, longer each time; the changes stay in the outbox."""
        for row in hold(self, wait=False):
            pause = min(SHORTEST * 2 ** min(row.failures, 10), LONGEST)
            row.write(
                {
                    "failures": row.failures + 1,
                    "date_next": fields.Datetime.now() + timedelta(seconds=pause),
                    "error": row._sentence(err),
                }
            )

    def _on_answer(self):
        """The engine works again."""
        if self.failures:
            for row in hold(self, wait=False):
                row.write({"failures": 0, "date_next": False, "error": False})

    def _count_cells(self):
        """Count the report on equity, once in each month."""
        today = fields.Date.today()
        if not self.date_counted or bands.month(self.date_counted) != bands.month(today):
            self.env["g2p.search.cell"].sudo()._refresh()  # sudo: for all companies
            self.date_counted = today

    # === Setup === #

    def _put_templates(self):
        """Give each kind a template, so that an index made by hand has the mapping too."""
        mine, engine = self._settings(), self._setup_engine()
        for kind in documents.FIELDS:
            template = documents.index_body(kind, mine.copies)
            pattern = f"{mine.stem}-{kind}-*"
            engine.put_template(
                f"{mine.stem}-{kind}", {"index_patterns": [pattern], "template": template}
            )

    def _import(self):
        """Import the saved objects; the same ids each time. Return their number."""
        count = dashboards.send(self._settings(), dashboards.read())
        self.date_imported = fields.Datetime.now()
        return count
