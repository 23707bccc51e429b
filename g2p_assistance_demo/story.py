"""The story itself: every record is created as its person would create it.

Each function is a scene, played ``with_user`` of the acting person. A failure stops the
installation with the real error message, so installing this addon also tests the process.
"""

from zlib import crc32

from . import papers
from .criteria import answers_of
from .people import create_users
from .setting import build_setting
from .waiting import TOWNS, WAITING
from .waiting import WOMEN as MORE_WOMEN


def play_story(env):
    """Play all scenes on an empty database."""
    users = create_users(env)
    setting = build_setting(env, users)
    play = Play(env, users, setting)
    play.draft("maria@example.org")
    play.submitted("joseph@example.org")
    play.first_stage_passed("fatima@example.org")
    play.returned("chen@example.org")
    play.rejected("elena@example.org")
    play.approved("kofi@example.org")
    play.issued("anna@example.org")
    play.redeemed("sara@example.org", provider="nurse@citygeneral.example", claim="submitted")
    play.redeemed("david@example.org", provider="nurse@citygeneral.example", claim="paid")
    for login in WAITING:
        play.submitted(login)


#: login -> (type, treatment, amount, given name, family name, date of birth)
CASES = {
    "maria@example.org": (
        "TREATMENT",
        "Pneumonia, hospital stay",
        1400,
        "Maria",
        "Lopez",
        "1979-02-11",
    ),
    "joseph@example.org": (
        "SURGERY",
        "Appendix operation",
        1200,
        "Joseph",
        "Banda",
        "1991-07-30",
    ),
    "fatima@example.org": (
        "SURGERY",
        "Caesarean section",
        2100,
        "Fatima",
        "Noor",
        "1996-01-19",
    ),
    "chen@example.org": (
        "MEDICINE",
        "Insulin for six months",
        420,
        "Wei",
        "Chen",
        "1968-12-03",
    ),
    "elena@example.org": (
        "MEDICINE",
        "Reading glasses, second pair",
        180,
        "Elena",
        "Popova",
        "1985-05-22",
    ),
    "kofi@example.org": (
        "SURGERY",
        "Fracture of the leg, surgery",
        3200,
        "Kofi",
        "Asante",
        "1988-09-14",
    ),
    "anna@example.org": (
        "SURGERY",
        "Hernia operation",
        1850,
        "Anna",
        "Kamau",
        "1974-03-08",
    ),
    "david@example.org": (
        "TREATMENT",
        "Burns, treatment",
        960,
        "David",
        "Mwangi",
        "2001-06-27",
    ),
    "sara@example.org": (
        "TREATMENT",
        "Dialysis, four weeks",
        1600,
        "Sara",
        "Haile",
        "1959-10-02",
    ),
    **WAITING,
}


WOMEN = ("Maria", "Fatima", "Elena", "Anna", "Sara", *MORE_WOMEN)


class Play:
    """Scenes in the order of a case; each scene builds on the previous one."""

    def __init__(self, env, users, setting):
        self.env = env
        self.users = users
        self.types = setting["types"]

    def _as(self, record, login):
        return record.with_user(self.users[login])

    # === The person === #

    def draft(self, login):
        """The person starts, and stops after the third page."""
        code, treatment, amount, given, family, born = CASES[login]
        Application = self.env["g2p.assistance.application"].with_user(self.users[login])
        application = Application._start(self.types[code].with_user(self.users[login]))
        self._save(
            application,
            "treatment",
            treatment=treatment,
            treatment_details="As described in the hospital's estimate.",
            hospital="City General Hospital",
            amount_requested=amount,
        )
        self._save(
            application,
            "person",
            given_name=given,
            family_name=family,
            birthdate=born,
            gender_id=self._gender("female" if given in WOMEN else "male"),
            id_type_id=self.env["g2p.id.type"].search([], limit=1).id,
            id_number=f"NID-{crc32(login.encode()) % 10**8:08d}",
            phone=f"+254 7{crc32(login.encode()) % 10**8:08d}",
            occupation="Trader",
        )
        self._save(
            application,
            "address",
            street="12 Market Road",
            city=TOWNS.get(login, "Northtown"),
            country_id=self.env.ref("base.ke").id,
        )
        return application

    def _gender(self, value):
        """The registry's gender of this value; the registry may have its own genders."""
        return self.env["gender.type"].search([("value", "=ilike", value)], limit=1).id

    def _save(self, application, step, **values):
        errors = application._portal_save(step, values)
        if errors:
            raise ValueError(f"{step}: {errors}")

    def submitted(self, login):
        """The person completes and submits the application."""
        application = self.draft(login)
        self._save(application, "family", household_size=4)
        for line in application.type_id.sudo().document_ids:
            application._portal_add_document(
                line.document_type_id.id,
                f"{line.document_type_id.code}.pdf",
                papers.paper(line.document_type_id.name),
            )
        self._save(application, "consent", consent_given=True)
        application._portal_submit()
        return application

    # === The officers === #

    def first_stage_passed(self, login):
        application = self.submitted(login)
        officer = self._as(application, "amina")
        officer._identify()
        self._assess(officer, "Confirmed by the hospital; the household has no other income.")
        self._decide(application, "amina", "approve", amount=application.amount_requested)
        return application

    def _assess(self, application, remarks):
        self.env["g2p.assistance.assessment"].with_user(application.env.user)._save_for(
            application,
            application.approval_my_step_id,
            {
                "answers": answers_of(application.approval_my_step_id),
                "remarks": remarks,
                "amount_recommended": application.amount_requested,
            },
        )

    def _decide(self, record, login, verb, *args, **kwargs):
        step = self._as(record, login).approval_my_step_id
        getattr(step, f"action_{verb}")(*args, **kwargs)

    def returned(self, login):
        application = self.submitted(login)
        self._decide(
            application,
            "amina",
            "return",
            "Please add a readable photo of the prescription.",
        )
        return application

    def rejected(self, login):
        application = self.submitted(login)
        reason = self.env["g2p.approval.reason"].search([("action", "=", "reject")], limit=1)
        self._decide(
            application,
            "amina",
            "reject",
            reason.code,
            "Not an emergency of the programme.",
        )
        return application

    def approved(self, login):
        application = self.first_stage_passed(login)
        self._decide(application, "samuel", "approve")
        self._decide(application, "grace", "approve")
        return application

    def issued(self, login):
        application = self.approved(login)
        self._as(application.sudo().voucher_id, "daniel").action_issue()
        return application

    # === The provider === #

    def redeemed(self, login, provider, claim):
        application = self.issued(login)
        voucher_sudo = application.sudo().voucher_id
        result = (
            self.env["g2p.voucher"]
            .with_user(self.users[provider])
            .redeem(
                voucher_sudo.active_copy_id.payload,
                voucher_sudo.amount,
                f"story-{voucher_sudo.name}",
            )
        )
        redemption = self.env["g2p.voucher.redemption"].search(
            [("name", "=", result["redemption"])]
        )
        self._claim(redemption, provider, claim)

    def _claim(self, redemption, provider, upto):
        number = f"INV-{redemption.id:04d}"
        claim = (
            self.env["g2p.reimbursement.claim"]
            .with_user(self.users[provider])
            ._portal_create(
                redemption.with_user(self.users[provider]),
                number,
                redemption.date.date(),
                "invoice.pdf",
                papers.paper(f"Invoice {number}"),  # each file can be claimed only once
            )
        )
        if upto == "paid":
            self._decide(claim, "ruth", "approve")
            self._decide(claim, "ivan", "approve")
            self._pay(claim.sudo())

    def _pay(self, claim):
        batches = self.env["g2p.claim.payment.batch"].with_user(self.users["nadia"])
        batch = batches.action_build(claim.ids)
        batch.action_export()
        batch.action_mark_paid("BANK-2026-0001")
