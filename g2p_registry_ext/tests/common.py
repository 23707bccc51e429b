from odoo.tests import TransactionCase, new_test_user


class RegistryExtCase(TransactionCase):
    """Two registrants, a registrar, an officer without registry rights, portal users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ke")  # 0700… is +254 700…
        cls.registrar = cls._user(
            "ext_registrar", "base.group_user,g2p_registry_base.group_g2p_registrar"
        )
        cls.admin = cls._user("ext_admin", "base.group_user,g2p_registry_base.group_g2p_admin")
        cls.officer = cls._user("ext_officer", "base.group_user")
        cls.owner = cls._user("ext_owner", "base.group_portal")
        cls.stranger = cls._user("ext_stranger", "base.group_portal")
        cls.id_type = cls.env["g2p.id.type"].create({"name": "Test national ID"})
        cls.asha = cls._registrant("Test", "Asha", birthdate="1990-02-03")
        cls.bela = cls._registrant("Test", "Bela", birthdate="1985-06-07")

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups)

    @classmethod
    def _registrant(cls, family_name, given_name, **vals):
        return cls.env["res.partner"].create(
            {
                "name": f"{family_name}, {given_name}".upper(),
                "family_name": family_name,
                "given_name": given_name,
                "is_registrant": True,
                **vals,
            }
        )

    @classmethod
    def _id(cls, partner, value, id_type=None):
        return cls.env["g2p.reg.id"].create(
            {"partner_id": partner.id, "id_type": (id_type or cls.id_type).id, "value": value}
        )

    def _consent(self, user=None, owner=None, **vals):
        return (
            self.env["g2p.consent"]
            .with_user(user or self.owner)
            ._record_consent(
                owner or self.asha, "Assistance", "I agree to the check.", "v1", **vals
            )
        )
