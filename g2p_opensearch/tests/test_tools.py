import doctest

from odoo.tests import BaseCase, tagged

from ..tools import (
    bands,
    bulk,
    cells,
    dashboards,
    documents,
    engine,
    opensearch_engine,
    pseudonyms,
    settings,
)

MODULES = (
    *(bands, bulk, cells, dashboards, documents, engine, opensearch_engine, pseudonyms),
    settings,
)


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_are_true(self):
        for module in MODULES:
            found = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
            self.assertTrue(found.attempted, module.__name__)
            self.assertEqual(found.failed, 0, module.__name__)

    def test_no_area_is_shown_with_few_cases(self):
        """Of all small trees: the cases under each shown name are none or enough."""
        parents = {"P": None, "a": "P", "b": "P", "a1": "a"}
        for a in (0, 3, 12):
            for b in (0, 3, 12):
                for own in (0, 3, 12):
                    counts = {"P": own, "a": a, "b": b, "a1": a}
                    names = cells.published(parents, counts)
                    carried = dict.fromkeys(names, 0)
                    for area, count in counts.items():
                        while area and area not in names:
                            area = parents[area]
                        if area:
                            carried[area] += count
                    few = [name for name, count in carried.items() if 0 < count < 10]
                    self.assertEqual(few, [], counts)
