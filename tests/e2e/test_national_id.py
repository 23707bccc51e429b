"""Signing in with an ID: Chromium, the suite, and a real OpenID provider (scripts/national_id)."""

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import national_id
import pytest
import scanner
from conftest import DATABASE, PHONE
from series import ODOO

SIGN_IN = "/assistance/sign-in"
#: a page for everybody, which says whether somebody is signed in
OPEN_PAGE = "/assistance/accessibility"
DEMAND = "UPDATE g2p_assistance_settings SET identity_demand = '{}'"
CONNECT = Path(__file__).parents[2] / "scripts" / "national_id.py"


def connect(issuer, base_url):
    """Put the provider onto the sign-in page, or without an issuer take it off, as the
    demonstration does."""
    command = [*ODOO, "shell", "-c", os.environ["E2E_CONF"], "-d", DATABASE, "--no-http"]
    environment = {**os.environ, "ISSUER": issuer, "CLIENT": base_url}
    with CONNECT.open() as script:
        subprocess.run(
            [*command, "--log-level=warn"],
            check=True,
            stdin=script,
            env={**environment, "G2P_SIGN_IN_LOOPBACK": "1"},
        )


@pytest.fixture(scope="module")
def issuer(base_url):
    """Address of a real provider that the server knows."""
    log = Path(os.environ["E2E_LOG"]).with_name("national-id.log")
    with national_id.running(base_url, log) as address:
        connect(address, base_url)
        yield address
        connect("", base_url)  # the other tests have no provider


@pytest.fixture
def person(visit, issuer):
    """person(): a browser on a phone that may go to the provider too."""

    def open_browser(**options):
        visitor = visit(PHONE, **options)
        visitor.hosts.add(urlsplit(issuer).netloc)
        return visitor

    return open_browser


def to_provider(visitor, path=SIGN_IN):
    visitor.go(path)
    visitor.page.get_by_role("button", name="Continue with National ID").click()
    visitor.page.get_by_role("heading", name="National ID").wait_for()


def show_id(visitor, name, pin=False):
    """At the provider: be this person, and come back."""
    if pin:
        visitor.page.get_by_label("with a PIN").check()
    visitor.page.get_by_role("button", name=name).click()
    visitor.page.wait_for_url(f"{visitor.base_url}/**")


def is_signed_in(visitor):
    visitor.go(OPEN_PAGE)
    return visitor.page.get_by_role("link", name="Sign out").count() == 1


def begin(visitor):
    """Start, or go on with a draft that another test has left."""
    visitor.page.locator("form[action='/my/assistance/start'] button").first.click()


@pytest.fixture
def demand(base_url):
    """The programmes of the story demand a proof before people start."""
    scanner.execute(DEMAND.format("start"))
    yield
    scanner.execute(DEMAND.format("office"))


def test_a_programme_demands_a_proof_and_the_person_goes_on(person, demand):
    """First, since Anna's ID belongs to this account from now on."""
    visitor = person()
    visitor.go(SIGN_IN)
    visitor.sign_in("anna@example.org")
    visitor.go("/assistance/SURGERY")
    begin(visitor)
    visitor.page.get_by_role("heading", name="Show who you are").wait_for()
    visitor.fits()
    visitor.shot("02-show-who-you-are")
    visitor.page.get_by_role("link", name="With your ID: National ID").click()
    visitor.page.get_by_text("You are signed in as Anna Kamau").wait_for()
    visitor.page.get_by_role("button", name="Continue with National ID").click()
    visitor.page.get_by_role("heading", name="National ID").wait_for()
    show_id(visitor, "Anna Kamau")
    begin(visitor)
    visitor.page.wait_for_url("**/my/assistance/*/treatment")


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_person_signs_in_and_lands_where_they_wanted_to(person, with_scripts):
    visitor = person(with_scripts=with_scripts)
    visitor.go(f"{SIGN_IN}?redirect={OPEN_PAGE}")
    visitor.fits()
    visitor.shot("02-sign-in-with-id", full_page=True)
    to_provider(visitor, f"{SIGN_IN}?redirect={OPEN_PAGE}")
    show_id(visitor, "Lena Otieno")
    assert urlsplit(visitor.page.url).path == OPEN_PAGE
    assert visitor.page.get_by_role("link", name="Sign out").count() == 1


def test_a_person_of_the_registry_gets_to_the_applications(person):
    visitor = person()
    to_provider(visitor)
    show_id(visitor, "Anna Kamau")
    assert "/callback/" not in visitor.page.url
    visitor.fits()
    assert is_signed_in(visitor)


def test_a_person_who_cancels_reads_what_to_do(person):
    visitor = person()
    to_provider(visitor)
    show_id(visitor, "Cancel")
    visitor.page.get_by_text("You did not finish at your ID's issuer.").wait_for()
    assert not is_signed_in(visitor)


def test_a_weaker_way_is_refused_though_the_provider_accepts_it(person):
    visitor = person()
    to_provider(visitor)
    show_id(visitor, "Anna Kamau", pin=True)
    visitor.page.get_by_text("Please choose a stronger one").wait_for()
    assert not is_signed_in(visitor)


def test_an_answer_signs_in_nobody_else_and_nobody_twice(person):
    """Login CSRF and replay, with a genuine answer of a real provider."""
    attacker, victim = person(), person()
    answers = []
    attacker.page.on(
        "request",
        lambda request: answers.append(request.url) if "/callback/" in request.url else None,
    )
    to_provider(attacker)
    to_provider(victim)  # the victim has begun to sign in too
    show_id(attacker, "Lena Otieno")
    [answer] = answers
    attacker.context.clear_cookies()
    for visitor in (victim, attacker):
        visitor.page.goto(answer)
        visitor.page.get_by_text("This took too long, was already used").wait_for()
        assert not is_signed_in(visitor)


def test_an_account_says_whose_it_is_before_an_id_is_added(person):
    visitor = person()
    visitor.go(SIGN_IN)
    visitor.sign_in("joseph@example.org")
    visitor.go("/assistance/id")
    visitor.page.get_by_text("You are signed in as Joseph Banda").wait_for()
    visitor.fits()
    visitor.shot("add-an-id")
    assert visitor.page.get_by_role("button", name="Continue with National ID").is_visible()
