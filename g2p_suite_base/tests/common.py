from odoo.tests import TransactionCase, new_test_user


def role_link(model, table="res_groups_users_rel"):
    """The name of the stored relation of users and roles, which differs between the series."""
    return next(
        name
        for name, field in model._fields.items()
        if field.type == "many2many" and field.store and field.relation == table
    )


class TiesCase(TransactionCase):
    """Two officers and a patient who have nothing to do with each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ke")  # 0700… is +254 700…
        cls.officer = new_test_user(cls.env, "ties officer", "base.group_user")
        cls.other = new_test_user(cls.env, "ties other", "base.group_user")
        cls.patient = cls.env["res.partner"].create({"name": "Patient"})

    def tie(self, user=None, patient=None, **options):
        self.env.invalidate_all()
        keys = (patient or self.patient)._identity()
        return (user or self.officer)._tie_to(keys, **options)

    def account(self, partner, number):
        return self.env["res.partner.bank"].create({"partner_id": partner.id, "acc_number": number})
