from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off

from .common import AnalyticsCase

LOGGER = "odoo.addons.g2p_opensearch.models.g2p_search_index_check"


@tagged("post_install", "-at_install")
class TestCheck(AnalyticsCase):
    def setUp(self):
        super().setUp()
        self.case = self.submitted().sudo()
        # of an earlier day: today's cases are not compared
        self.case.write({"date_submitted": self.case.date_submitted - timedelta(days=3)})
        self.built()
        self.run_jobs()

    def check(self):
        """Compare the applications, and send what was found."""
        self.index("application")._defer("_check")
        work_off(self.env, channel="search")
        found = self.env["g2p.search.check"].search([("kind", "=", "application")])
        self.run_jobs()
        return found.filtered(lambda check: check.day == self.case.date_submitted.date())

    def stored(self):
        return self.engine.indexes[self.index("application").current]

    def test_an_equal_day_is_equal(self):
        found = self.check()
        self.assertTrue(found.is_equal)
        self.assertEqual((found.count_database, found.count_index), (1, 1))
        self.assertEqual((found.sum_database, found.sum_index), ("120000", "120000"))
        self.assertEqual(found.repaired, 0)

    def test_a_lost_document_is_found_and_sent_again(self):
        del self.stored()[self.name(self.case)]
        found = self.check()
        self.assertEqual((found.is_equal, found.count_index), (False, 0))
        self.assertTrue(self.document("application", self.case))
        self.assertTrue(self.check().is_equal)

    def test_a_changed_document_with_the_same_sums_is_found(self):
        version, document = self.stored()[self.name(self.case)]
        self.stored()[self.name(self.case)] = (
            version,
            {**document, "state": "approved", "fold": document["fold"] + 1},
        )
        self.assertFalse(self.check().is_equal)
        self.assertEqual(self.document("application", self.case)["state"], "submitted")

    def test_a_document_without_a_record_is_removed(self):
        version, document = self.stored()[self.name(self.case)]
        self.stored()["f" * 32] = (version, document)
        self.assertFalse(self.check().is_equal)
        self.assertNotIn("f" * 32, self.engine.documents("application"))

    def test_a_change_that_waits_is_no_repair(self):
        del self.stored()[self.name(self.case)]
        self.outbox._note("application", self.case.ids)
        self.env.cr.flush()
        self.assertEqual(self.check().repaired, 0)

    def test_a_change_sent_since_the_comparison_began_is_no_repair(self):
        """Nor a sign of a restored database: other transactions end meanwhile."""
        version, document = self.stored()[self.name(self.case)]
        newer = {**document, "state": "approved", "fold": document["fold"] + 1}
        self.stored()[self.name(self.case)] = (version + 1, {**newer, "revision": version + 1})
        with patch.object(type(self.outbox), "_version", lambda outbox: self.seen(outbox, version)):
            found = self.check()
        self.assertFalse(self.index("application").building)
        self.assertEqual((found.is_equal, found.repaired), (False, 0))

    def seen(self, outbox, version):
        """The version of the comparison; in a transaction of its own more have ended."""
        return version if outbox.env.cr is self.env.cr else version + 1

    def test_an_index_newer_than_a_restored_database_is_built_again(self):
        _version, document = self.stored()[self.name(self.case)]
        self.stored()[self.name(self.case)] = (10**12, {**document, "revision": 10**12})
        former = self.index("application").current
        with self.assertLogs(LOGGER, "WARNING"):
            self.index("application")._check()
        self.assertTrue(self.index("application").building)
        self.assertEqual(self.index("application").current, former)

    def test_the_results_are_documents_too(self):
        found = self.check()
        self.run_jobs()
        document = self.document("check", found)
        self.assertEqual(document["checked_kind"], "application")
        self.assertEqual(document["sum_database"], 120000)
