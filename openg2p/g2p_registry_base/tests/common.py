from contextlib import contextmanager

from odoo.tests import TransactionCase, new_test_user


class RegistryCase(TransactionCase):
    """One user per role of the registry, one registrant, one kind of ID."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user("reg_admin", "base.group_user,g2p_registry_base.group_g2p_admin")
        cls.registrar = cls._user(
            "reg_registrar", "base.group_user,g2p_registry_base.group_g2p_registrar"
        )
        cls.plain = cls._user("reg_plain", "base.group_user")
        cls.portal = cls._user("reg_portal", "base.group_portal")
        cls.id_type = cls.env["g2p.id.type"].create(
            {"name": "Test: national ID", "id_validation": "[0-9]{6}"}
        )
        cls.person = cls._registrant("Test Person")

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups)

    @classmethod
    def _registrant(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_registrant": True, **values})

    @contextmanager
    def refused(self, error, words):
        """Expect a refusal whose message matches the pattern, and roll back."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), words)
