from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestVersions(TransactionCase):
    """Versions on connections of their own, as of several servers."""

    def version(self, cr):
        return self.env(cr=cr)["g2p.search.outbox"]._version()

    def test_who_sees_more_has_the_higher_version(self):
        """Also if the change began before the other transaction, and was committed later."""
        early, writer = self.real_cursor(), self.real_cursor()
        writer.execute("SELECT txid_current()")  # gets its number now
        seen_early = self.version(early)
        writer.execute("SELECT 1")
        writer.commit()
        late = self.real_cursor()
        self.assertGreater(self.version(late), seen_early)

    def test_a_transaction_keeps_its_version(self):
        one, writer = self.real_cursor(), self.real_cursor()
        seen = self.version(one)
        writer.execute("SELECT txid_current()")
        writer.commit()
        self.assertEqual(self.version(one), seen)

    def real_cursor(self):
        """A transaction of its own."""
        cr = db_connect(self.cr.dbname).cursor()
        self.addCleanup(cr.close)
        return cr
