"""Vouchers: issued as stored PDFs, and read from paper."""

import io
import os
import random
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import cases
import measure
import page
import qrcode
import qrcode.image.svg
import where
from PIL import Image, ImageChops, ImageFilter

from odoo.addons.g2p_voucher_template.tools import qr

COUNT = int(os.environ.get("BENCH_VOUCHERS", "100"))
ALONE = 10  # vouchers of the comparison, which is slow
SHOTS = int(os.environ.get("BENCH_SHOTS", "200"))
DPI = 150
FRAME = (1100, 1100)  # pixels of one shot
#: distortions of each shot, drawn evenly from the range
RANGES = {
    "rotation": (-20, 20),  # degrees
    "perspective": (0, 0.10),  # of the side that a corner is moved by, at most
    "scale": (0.75, 1.1),  # of 150 dpi
    "blur": (0.3, 1.9),  # pixels
    "contrast": (0.45, 1),
    "shade": (0, 0.45),  # light lost from one side to the other
    "noise": (0, 22),  # of 255
    "jpeg": (20, 85),  # quality
}
ISSUE = """
One order of {count} vouchers of approved applications, each signed, drawn, printed, compared with
its page, stored in the document store, with its history and the entitlement moved. Below it the
same vouchers printed by one renderer process each, with the QR code as `qrcode` makes it by
default, and stored: neither signing, checks nor history are counted there. CPU is that of the
server and of the renderer.
"""
RATIO = """CPU: {ratio:.1f} times less. Goal: at least 10 times, stretch 20. Layout and renderer
alone need {limit:.1f} ms a voucher in a document of 50.
"""
READ = """
{shots} shots of the QR code of a printed A5 voucher ({width:.1f} mm wide, version {version}) and of
a reference symbol of version 11 and the same width, as poppler draws them at {dpi} dpi; the same
distortions for both: {ranges}. Read by zxing-cpp, a single frame and a single try.
"""


@dataclass
class Cost:
    """Wall and CPU seconds (the renderer's too) and statements of one piece of work."""

    wall: float
    cpu: float
    queries: float

    def per(self, count):
        return Cost(self.wall / count, self.cpu / count, self.queries / count)


def cost(env, action):
    before = measure.cpu()
    sample = measure.once(env, action)
    return Cost(sample.wall / 1e3, measure.cpu() - before, sample.queries)


class Office:
    """A programme with its fund, applications, officers and key."""

    def __init__(self, env):
        self.env, self.cases = env, cases.of(env)
        self.officer, self.manager = self.cases.issuer, self.cases.manager
        self.manager.covers = "Surgery"

    def vouchers(self, count):
        """Vouchers to issue, each of an approved application."""
        approved = self.cases.approved_many(count)
        return self.env["g2p.voucher"].browse([found.voucher_id.id for found in approved])


def together(office):
    """The cost of an order of COUNT vouchers, as the scheduler runs it."""
    vouchers = office.vouchers(COUNT)
    batches = office.env["g2p.voucher.batch"].with_user(office.officer)
    batch = batches._create_order(vouchers.with_user(office.officer))

    def work():
        batch.sudo().line_ids._defer("_issue_waiting")
        rows = office.env["g2p.deferred"].sudo()
        while taken := rows._take("voucher"):
            taken._work()

    found = cost(office.env, work)
    if batch.issued_count != COUNT:
        raise RuntimeError(batch.progress)
    return vouchers, found


def alone(office, vouchers):
    """The cost of printing and storing some of them one by one."""
    template = office.manager._template()
    kind = office.env.ref("g2p_document_store.document_type_voucher")

    def work():
        for voucher in vouchers:
            values = template._values(voucher.active_copy_id)
            html = template._html(values)
            ours, _symbol = qr.draw(values["payload"])
            html = str(html).replace(ours, _plain_svg(values["payload"]))
            office.env["g2p.document"]._store(
                voucher.active_copy_id, "x.pdf", template._renderer().render(html, "A5"), kind
            )

    return cost(office.env, work)


def _plain_svg(text):
    picture = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage)
    return picture.to_string(encoding="unicode")


def issue_rows(rows):
    return [
        [
            what,
            f"{1 / found.wall:.1f}",
            f"{found.wall * 1e3:.1f}",
            f"{found.cpu * 1e3:.1f}",
            f"{found.queries:.1f}",
        ]
        for what, found in rows
    ]


# === Reading === #


def drawn(content):
    """The page as poppler draws it."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.pdf"), Path(folder, "out")
        source.write_bytes(content)
        command = ["pdftoppm", "-r", str(DPI), "-png", "-singlefile", str(source), str(target)]
        subprocess.run(command, check=True)  # noqa: S603 (own arguments)
        with Image.open(f"{target}.png") as picture:
            return picture.convert("L")


def cut(picture, code):
    """The QR code with its quiet zone, on white."""
    corners = code.position
    box = (corners.top_left.x, corners.top_left.y, corners.bottom_right.x, corners.bottom_right.y)
    quiet = round((box[2] - box[0]) * 4 / 61)
    return picture.crop((box[0] - quiet, box[1] - quiet, box[2] + quiet, box[3] + quiet))


def distorted(picture, seed):
    """One shot: the same seed distorts any picture of this size equally."""
    chance = random.Random(seed)  # noqa: S311 (repeatable, no secret)
    what = {name: chance.uniform(*limits) for name, limits in RANGES.items()}
    scale = what["scale"]
    small = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    shot = Image.new("L", FRAME, 235)
    shot.paste(small, ((FRAME[0] - small.width) // 2, (FRAME[1] - small.height) // 2))
    shot = shot.rotate(what["rotation"], Image.Resampling.BICUBIC, fillcolor=235)
    shot = _tilted(shot, small.width * what["perspective"], chance)
    shot = shot.filter(ImageFilter.GaussianBlur(what["blur"]))
    shot = _shaded(shot, what)
    noise = Image.effect_noise(FRAME, what["noise"] or 0.1)
    shot = ImageChops.add(shot, noise, 1, -128)
    target = io.BytesIO()
    shot.save(target, "JPEG", quality=round(what["jpeg"]))
    with Image.open(target) as taken:
        return taken.convert("L")


def _tilted(shot, most, chance):
    width, height = FRAME
    corners = ((0, 0), (0, height), (width, height), (width, 0))
    moved = [
        coordinate + chance.uniform(-most, most) for corner in corners for coordinate in corner
    ]
    return shot.transform(FRAME, Image.Transform.QUAD, moved, Image.Resampling.BICUBIC)


def _shaded(shot, what):
    light = Image.linear_gradient("L").resize(FRAME)
    light = light.point(lambda value: 255 - value * what["shade"])
    low = 255 * (1 - what["contrast"]) / 2
    shot = shot.point(lambda value: low + value * what["contrast"])
    return ImageChops.multiply(shot, light)


def reference_text():
    """Random letters that fill a version 11 symbol."""
    chance = random.Random(1)  # noqa: S311 (as above)
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    return "".join(chance.choice(letters) for _n in range(360))


def reference(size):
    """A version 11 symbol drawn without any addon, on white, as large as ours."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(reference_text())
    code.make(fit=True)
    big = code.make_image().convert("L").resize((size * 4, size * 4), Image.Resampling.NEAREST)
    return code.version, big.resize((size, size), Image.Resampling.BOX)


def reading(office, voucher):
    """The section's text: how often the printed QR and the reference are read."""
    import zxingcpp

    paper = drawn(voucher.document_id._content())
    [code] = zxingcpp.read_barcodes(paper)
    ours = cut(paper, code)
    version, other = reference(ours.width)
    wanted = {"the printed voucher": (ours, code.text), "the reference": (other, reference_text())}
    hits = {
        name: sum(
            text in [found.text for found in zxingcpp.read_barcodes(distorted(picture, seed))]
            for seed in range(SHOTS)
        )
        for name, (picture, text) in wanted.items()
    }
    rows = [[name, hit, f"{100 * hit / SHOTS:.1f} %"] for name, hit in hits.items()]
    first, second = hits.values()
    ratio = first / second if second else float("nan")
    width = (code.position.top_right.x - code.position.top_left.x) / DPI * 25.4
    ranges = ", ".join(f"{name} {low} to {high}" for name, (low, high) in RANGES.items())
    size = len(qr.matrix(code.text)) - 8
    facts = {"width": width, "version": (size - 17) // 4, "shots": SHOTS, "dpi": DPI}
    if version != 11:
        raise RuntimeError(version)
    return "\n".join(
        [
            page.table(["symbol", f"read of {SHOTS}", "share"], rows),
            READ.lstrip().format(ranges=ranges, **facts),
            f"Ratio: {ratio:.3f}. Goal: at least 0.95, printed at 35 mm or more.\n",
        ]
    )


def run(env):
    """All measurements, as the text of the section."""
    office = Office(env)
    together(office)  # caches of a server that has been running for a while
    vouchers, batch = together(office)
    parts = {}
    with where.counted(env, parts):
        _same, again = together(office)
    single = alone(office, vouchers[:ALONE])
    each, slow = batch.per(COUNT), single.per(ALONE)
    started = time.perf_counter()
    template = office.manager._template()
    renderer = template._renderer()
    html = template._html(*template._values_of(vouchers.active_copy_id[:50]))
    renderer.render(html, template.paper)
    limit = (time.perf_counter() - started) / 50
    columns = ["how", "vouchers a second", "ms", "ms of CPU", "queries"]
    rows = [(f"an order of {COUNT}", each), ("one renderer and one `qrcode` SVG each", slow)]
    ratio = slow.cpu / each.cpu
    return "\n".join(
        [
            "### Issued as stored PDFs\n",
            page.table(columns, issue_rows(rows)),
            ISSUE.lstrip().format(count=COUNT),
            RATIO.format(ratio=ratio, limit=limit * 1e3),
            where.text(parts, again.cpu, COUNT),
            "### Read from paper\n",
            reading(office, vouchers[0]),
        ]
    )
