from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import ProviderCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, ProviderCase):
    lists_of = "g2p_sign_in_oidc"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.env.ref("base.user_admin")
        providers = cls.provider.union(
            *(cls.create_provider(code=f"list-{at}") for at in range(MANY - 1))
        )
        people = cls.env["res.partner"].create([{"name": f"P {at}"} for at in range(MANY)])
        template = {"company_id": cls.env.company.id, "company_ids": [(6, 0, cls.env.company.ids)]}
        users = cls.env["res.users"].create(
            [
                {"name": f"List {at}", "login": f"id list {at}", "active": False, **template}
                for at in range(MANY)
            ]
        )
        sign_in = cls.env["g2p.sign.in"]
        rows = zip(providers, users, people, strict=True)
        identities = sign_in.env["g2p.sign.in.identity"].union(
            *(
                sign_in._create_identity((one, f"s-{user.id}", user, person), "new")
                for one, user, person in rows
            )
        )
        log = cls.env["g2p.sign.in.log"]
        logged = log.union(*(log._append(one, outcome="done") for one in providers))
        cls.lists = {
            "g2p_sign_in_provider_view_list": (admin, providers),
            "g2p_sign_in_identity_view_list": (admin, identities),
            "g2p_sign_in_log_view_list": (admin, logged),
        }
