from odoo.tests import new_test_user

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER, AssistanceCase

MANAGER = "g2p_immediate_assistance.group_assistance_manager"
APPROVALS = "g2p_multistage_approval.group_approval_manager"


class AreaCase(AssistanceCase):
    """Two regions with a district each; officers of the assessment in both, and a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        areas = cls.env["g2p.area"]
        cls.north, cls.south = areas.create(
            [{"name": "Test North", "code": "TN"}, {"name": "Test South", "code": "TS"}]
        )
        cls.hill, cls.lake = areas.create(
            [
                {"name": "Hill District", "code": "TN-1", "parent_id": cls.north.id},
                {"name": "Lake District", "code": "TS-1", "parent_id": cls.south.id},
            ]
        )
        cls.northern, cls.southern = (
            new_test_user(cls.env, f"case {name}", OFFICER, name=f"Officer {name}")
            for name in ("northern", "southern")
        )
        cls.boss = new_test_user(cls.env, "case boss", MANAGER, name="Area Manager")
        cls.policy.stage_ids[0].officer_ids += cls.northern + cls.southern
        cls.limit(cls.northern, cls.north)
        cls.limit(cls.southern, cls.south)

    @classmethod
    def limit(cls, user, areas=None, programs=None):
        """Let the user see only these; without any, everything."""
        scopes = cls.env["g2p.assistance.scope"]
        row = scopes.search([("user_id", "=", user.id)]) or scopes.create({"user_id": user.id})
        none = cls.env["g2p.area"], cls.env["g2p.program"]
        row.area_ids, row.program_ids = areas or none[0], programs or none[1]
        return row

    def draft_from(self, district=None, town=None, **values):
        """A draft with this address."""
        draft = self.draft(**values)
        answers = {"street": "5 Hill Road", "city": town or "Nowhere"}
        errors = draft._portal_save("address", {**answers, "district_text": district or ""})
        self.assertEqual(errors, {})
        return draft

    def case_from(self, district=None, town=None, **values):
        """A submitted case with this address."""
        draft = self.draft_from(district, town, **values)
        draft._portal_submit()
        return draft.sudo()

    def seen_by(self, user, case):
        """The case as in a request of the user, with an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return case.with_env(self.env(user=user, su=False, context={}))

    def sees(self, user, case):
        return bool(self.seen_by(user, case).search([("id", "in", case.ids)]))

    def open_step(self, case):
        return case.sudo().approval_open_step_ids

    def lines(self, case):
        """The texts on the case."""
        return " ".join(case.sudo().message_ids.mapped("body"))
