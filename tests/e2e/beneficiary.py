"""A person on a phone: signs up, applies, reads the answer, fetches the voucher."""

import io

from PIL import Image, ImageDraw, ImageFont

APPLICANT = {"name": "Rosa Mutua", "login": "rosa@example.org", "password": "roses-are-red-7"}
TREATMENT = {
    "treatment": "Gall bladder operation",
    "hospital": "City General Hospital",
    "amount_requested": "1500",
    "treatment_details": "The doctor says it cannot wait.",
}
PERSON = {
    "given_name": "Rosa",
    "family_name": "Mutua",
    "birthdate": "1988-05-17",
    "id_number": "KE-4471-0098",
    "phone": "+254700111222",
    "occupation": "Market trader",
}
ADDRESS = {"street": "Plot 12, Market Road", "city": "Nakuru"}


def photo(words):
    """JPEG bytes of a sheet of paper as a phone takes it: 12 megapixels, rotated.

    The picture is 4032 x 3024 pixels, has the noise of a real sensor and weighs a few MB; EXIF
    contains the orientation, the phone and the place.
    """
    sheet = Image.new("RGB", (3024, 4032), (246, 244, 238))
    ImageDraw.Draw(sheet).text((300, 300), words, fill="black", font=ImageFont.load_default(160))
    noise = Image.effect_noise((504, 672), 40).resize(sheet.size).convert("RGB")
    lying = Image.blend(sheet, noise, 0.15).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Phone", 6
    exif.get_ifd(0x8825).update({1: "S", 2: (0.0, 17.0, 3.0), 3: "E", 4: (36.0, 4.0, 9.0)})
    return photo_of(lying, exif=exif)


def photo_of(picture, **values):
    """JPEG bytes of a picture."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, **values)
    return out.getvalue()


def sign_up(visitor):
    page = visitor.page
    visitor.go("/assistance")
    visitor.shot("01-catalogue")
    visitor.fits()
    page.get_by_role("link", name="Urgent surgery").click()
    visitor.shot("02-what-is-needed")
    visitor.fits()
    page.get_by_role("link", name="Create an account").click()
    page.fill("#login", APPLICANT["login"])
    page.fill("#name", APPLICANT["name"])
    page.fill("#password", APPLICANT["password"])
    page.fill("#confirm_password", APPLICANT["password"])
    page.locator(".oe_signup_form button[type=submit]").click()
    page.get_by_role("button", name="Start").click()


def answer(page, answers):
    for name, text in answers.items():
        page.fill(f"#f_{name}", text)


def save(visitor, picture=None):
    visitor.fits()
    if picture:
        visitor.shot(picture)
    visitor.page.get_by_role("button", name="Save and continue").click()


def look_back(page):
    """Go back from the next page to the one with the errors, and forward again."""
    following = page.url
    page.go_back()
    page.get_by_role("button", name="Save and continue").wait_for()
    assert page.input_value("#f_treatment") == TREATMENT["treatment"]
    page.go_forward()
    page.wait_for_url(following)


def apply(visitor):
    """Fill all steps; returns the reference on the receipt."""
    page = visitor.page
    page.get_by_role("button", name="Save and continue").click()
    page.locator("#errors").wait_for()
    visitor.shot("03-errors")
    page.wait_for_url("**/treatment")
    answer(page, TREATMENT)
    save(visitor, "04-treatment")
    page.wait_for_url("**/person*")
    look_back(page)
    answer(page, PERSON)
    page.select_option("#f_gender_id", index=1)
    page.select_option("#f_id_type_id", index=1)
    save(visitor)
    page.wait_for_url("**/address*")
    answer(page, ADDRESS)
    page.select_option("#f_country_id", label="Kenya")
    save(visitor)
    page.wait_for_url("**/family*")
    page.fill("#f_household_size", "2")
    page.fill("#m_name_0", "Peter Mutua")
    page.fill("#m_year_0", "2015")
    save(visitor)
    page.wait_for_url("**/documents*")
    send_documents(visitor)
    page.wait_for_url("**/consent*")
    page.check("#f_consent_given")
    save(visitor)
    page.wait_for_url("**/review*")
    visitor.fits()
    visitor.shot("06-check-your-answers", full_page=True)
    page.get_by_role("button", name="Submit my application").click()
    visitor.shot("07-receipt")
    return page.locator("#reference").inner_text().strip()


def send_documents(visitor):
    """One photo for each kind of document; the last is sent by *Continue* alone."""
    page = visitor.page
    kinds = page.locator(".g2p-card", has=page.locator("input[type=file]"))
    for number in range(kinds.count()):
        card = kinds.nth(number)
        card.locator("input[type=file]").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo(f"Paper {number}")}
        )
        if number < kinds.count() - 1:
            card.get_by_role("button", name="Send this file").click()
            page.get_by_text("Received").nth(number).wait_for()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/consent*")
    page.get_by_role("link", name="Back").click()
    page.get_by_text("Received").nth(kinds.count() - 1).wait_for()
    look_at_photo(visitor, page.get_by_role("link", name="photo.jpg").last)
    visitor.fits()
    visitor.shot("05-documents")
    page.get_by_role("button", name="Continue").click()


def look_at_photo(visitor, link):
    """Check that the stored photo opens, upright; the phone made it smaller before sending it."""
    answer = visitor.page.request.get(link.get_attribute("href"))
    assert answer.status == 200, answer.text()
    stored = Image.open(io.BytesIO(answer.body()))
    assert stored.size == (1800, 2400)
    assert not stored.getexif()


def open_application(visitor, reference):
    visitor.go("/my/assistance")
    visitor.fits()
    visitor.page.locator(".g2p-card", has_text=reference).get_by_role("link").first.click()


def fetch_voucher(visitor, reference):
    """PDF bytes of the voucher, downloaded from the status page."""
    open_application(visitor, reference)
    visitor.fits()
    visitor.shot("12-voucher-on-the-phone", full_page=True)
    with visitor.page.expect_download() as download:
        visitor.page.locator("#voucher_download").click()
    return download.value.path().read_bytes()
