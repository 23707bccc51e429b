"""The suite's overrides have the signatures of the Odoo methods they override."""

from odoo.tests import TransactionCase, tagged

from .companies import AUTHOR


def is_of_model(method):
    """Whether the server calls it without ids: ``@api.model`` (marked differently on 17.0)."""
    of_model = ("model", "model_create")
    return getattr(method, "_api_model", False) or getattr(method, "_api", None) in of_model


def overridden(model, addons):
    """(method, overridden method) of each public method of the suite."""
    classes = type(model).__mro__
    for place, cls in enumerate(classes):
        own = vars(cls) if cls.__module__.startswith(addons) else {}
        for name in own:
            rest = classes[place + 1 :]
            below = next((vars(one)[name] for one in rest if name in vars(one)), None)
            if callable(own[name]) and callable(below) and not name.startswith("_"):
                yield own[name], below


@tagged("post_install", "-at_install")
class TestOverrides(TransactionCase):
    def test_an_override_takes_ids_where_what_it_overrides_does(self):
        ours = self.env["ir.module.module"].search([("author", "=", AUTHOR)])
        addons = tuple(f"odoo.addons.{name}." for name in ours.mapped("name"))
        found = {
            (method.__module__, method.__qualname__): (is_of_model(method), is_of_model(below))
            for name in self.env.registry
            for method, below in overridden(self.env[name], addons)
        }
        self.assertGreater(len(found), 20)
        self.assertEqual({where for where, (own, below) in found.items() if own != below}, set())
