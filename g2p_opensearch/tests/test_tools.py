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

    def test_a_hidden_cell_cannot_be_the_difference(self):
        """Of all small tables: what is hidden has at least two cells, or none."""
        for a in range(8):
            for b in range(8):
                for c in range(8):
                    counts = {"a": a, "b": b, "c": c}
                    hidden = set(counts) - cells.shown(counts)
                    small = [key for key, count in counts.items() if 0 < count < 5]
                    self.assertLessEqual(set(small), hidden)
                    others = [key for key in counts if counts[key] and key not in small]
                    if len(small) == 1 and others:
                        self.assertGreaterEqual(len(hidden), 2, counts)
                    if small and any(counts[key] for key in set(counts) - hidden):
                        self.assertGreaterEqual(sum(counts[key] for key in hidden), 5, counts)

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
