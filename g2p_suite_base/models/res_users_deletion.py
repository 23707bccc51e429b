from odoo import api, models
from odoo.tools import SQL

#: foreign keys of the suite's tables that prevent a row of this table from being deleted
KEPT_BY = """
    SELECT source.relname, link.attname
      FROM pg_constraint AS key
      JOIN pg_class AS source ON source.oid = key.conrelid
      JOIN pg_class AS target ON target.oid = key.confrelid
      JOIN pg_attribute AS link ON link.attrelid = source.oid AND link.attnum = key.conkey[1]
     WHERE key.contype = 'f'
       AND key.confdeltype IN ('a', 'r')
       AND target.relname = %s
       AND source.relname LIKE 'g2p\\_%%'
"""


class ResUsersDeletion(models.Model):
    """A user named in permanent records stays, archived and without a login, after closing the
    account.

    Odoo would try to delete the user, fail, and write an error with the person's name into the
    log of the server.
    """

    _inherit = "res.users.deletion"

    @api.model
    def _gc_portal_users(self, *args, **kwargs):
        for request in self.search([("state", "=", "todo"), ("user_id", "!=", False)]):
            if self._is_kept(request.user_id) or self._is_kept(request.user_id.partner_id):
                request.state = "done"
        return super()._gc_portal_users(*args, **kwargs)

    @api.model
    def _is_kept(self, record):
        """Whether a row of the suite names the record and must not lose it."""
        self.env.flush_all()
        self.env.cr.execute(KEPT_BY, [record._table])
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM %s WHERE %s IN %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    tuple(record.ids) or (0,),
                )
            )
            if self.env.cr.rowcount:
                return True
        return False
