"""Draws the icons of the addons: one white mark each on a rounded square, in flat colours.

Run it with a Python that has Pillow (requirements.lock): ``python scripts/icons.py``. An addon
gets its icon by a function ``draw_…`` and a line in ``ICONS``.
"""

from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
SIZE = 128  # pixels of the file
UNIT = 8  # drawn larger by this factor and scaled down at the end, for smooth edges
WHITE = "#ffffff"
TEAL, GREEN, GOLD, VIOLET, BLUE, SLATE = (
    *("#0f766e", "#257a5a", "#b45309"),
    *("#6d4aa0", "#2a5885", "#475569"),
)


class Mark:
    """Shapes in a grid of 128, which keeps the drawings readable."""

    def __init__(self, colour):
        self.colour = colour
        side = SIZE * UNIT
        self.image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)
        self.box(0, 0, 127.9, 127.9, radius=26, fill=colour)

    def box(self, *corners, radius=0, fill=WHITE):
        scaled = [value * UNIT for value in corners]
        self._draw.rounded_rectangle(scaled, radius * UNIT, fill=fill)

    def disc(self, x, y, radius, fill=WHITE):
        self.box(x - radius, y - radius, x + radius, y + radius, radius=radius, fill=fill)

    def dome(self, x, bottom, radius, fill=WHITE):
        """The upper half of a disc."""
        corners = (x - radius, bottom - radius, x + radius, bottom + radius)
        self._draw.pieslice([value * UNIT for value in corners], 180, 360, fill=fill)

    def shape(self, *points, fill=WHITE):
        self._draw.polygon([(x * UNIT, y * UNIT) for x, y in points], fill=fill)

    def line(self, *points, width=12, fill=WHITE):
        """A line with round ends and corners."""
        scaled = [(x * UNIT, y * UNIT) for x, y in points]
        self._draw.line(scaled, fill=fill, width=width * UNIT, joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2, fill=fill)

    def save(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        small = self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        small.quantize(64, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)


def draw_heart(mark):
    """Help for a person."""
    mark.disc(47, 52, 20)
    mark.disc(81, 52, 20)
    mark.shape((29.5, 61.5), (64, 98), (98.5, 61.5), (64, 44))


def draw_stages(mark):
    """One stage after the other, and the decision."""
    mark.line((34, 58), (56, 80), (94, 38), width=13)
    for x in (40, 64, 88):
        mark.box(x - 9, 98, x + 9, 104, radius=3)


def draw_voucher(mark):
    """A ticket with the corners of a QR code."""
    mark.box(22, 36, 106, 92, radius=8)
    for y in (36, 92):
        mark.disc(78, y, 7, fill=mark.colour)
    for y in (52, 64, 76):
        mark.disc(78, y, 2.5, fill=mark.colour)
    for x, y in ((34, 48), (54, 48), (34, 68)):
        mark.box(x, y, x + 14, y + 14, radius=2, fill=mark.colour)
        mark.box(x + 4, y + 4, x + 10, y + 10, radius=1)
    mark.box(56, 70, 62, 76, fill=mark.colour)
    mark.box(62, 76, 68, 82, fill=mark.colour)


def draw_money(mark):
    """A banknote that comes back."""
    mark.box(24, 32, 104, 78, radius=8)
    mark.disc(64, 55, 13, fill=mark.colour)
    for x in (36, 92):
        mark.disc(x, 55, 4, fill=mark.colour)
    mark.line((90, 98), (42, 98), width=9)
    mark.line((52, 88), (41, 98), (52, 108), width=9)


def draw_sheet(mark):
    """A document."""
    mark.box(36, 24, 92, 104, radius=8)
    mark.shape((72, 22), (94, 22), (94, 44), fill=mark.colour)
    mark.shape((72, 24), (92, 44), (72, 44), fill="#c9d2dc")
    for y, right in ((58, 78), (72, 78), (86, 66)):
        mark.box(48, y - 3, right, y + 3, radius=3, fill=mark.colour)


def _person(mark, x, y, size, fill=WHITE, rim=0):
    """Head and shoulders with a rim."""
    mark.disc(x, y, size + rim, fill=fill)
    mark.dome(x, y + 3.05 * size, 1.7 * size + rim, fill=fill)


def draw_household(mark):
    """Persons who belong together."""
    _person(mark, 88, 62, 12)
    _person(mark, 50, 47, 17, fill=mark.colour, rim=5)
    _person(mark, 50, 47, 17)


def draw_phone(mark):
    """A person applies from a phone."""
    mark.box(40, 20, 88, 108, radius=10)
    mark.box(46, 32, 82, 90, radius=3, fill=mark.colour)
    mark.disc(64, 99, 4, fill=mark.colour)
    mark.line((54, 62), (61, 69), (75, 53), width=6)


def draw_house(mark):
    """A service provider's house."""
    mark.box(32, 30, 96, 104, radius=6)
    for y in (44, 62):
        for x in (44, 59, 74):
            mark.box(x, y, x + 10, y + 10, radius=2, fill=mark.colour)
    mark.box(56, 82, 72, 104, radius=2, fill=mark.colour)


def draw_floor(mark):
    """Layers on a common floor."""
    for y, fill in ((86, "#8fa0b5"), (68, "#c9d2dc"), (50, WHITE)):
        mark.shape((64, y - 26), (106, y), (64, y + 26), (22, y), fill=mark.colour)
        mark.shape((64, y - 22), (101, y), (64, y + 22), (27, y), fill=fill)


def draw_play(mark):
    """A played story."""
    mark.line((50, 40), (90, 64), (50, 88), (50, 40), width=12)
    mark.shape((50, 40), (90, 64), (50, 88))


def draw_person(mark):
    """A registrant."""
    _person(mark, 64, 46, 20)


def draw_programme(mark):
    """A list of participants."""
    for y in (40, 64, 88):
        mark.disc(36, y, 8)
        mark.box(52, y - 6, 102, y + 6, radius=6)


ICONS = {
    "g2p_immediate_assistance": (draw_heart, TEAL),
    "g2p_multistage_approval": (draw_stages, GREEN),
    "g2p_reimbursement": (draw_money, GOLD),
    "g2p_voucher_qr": (draw_voucher, VIOLET),
    "g2p_document_store": (draw_sheet, SLATE),
    "g2p_registry_ext": (draw_household, BLUE),
    "g2p_self_service": (draw_phone, TEAL),
    "g2p_service_provider": (draw_house, GOLD),
    "g2p_suite_base": (draw_floor, SLATE),
    "g2p_assistance_demo": (draw_play, GREEN),
    "openg2p/g2p_registry_base": (draw_person, BLUE),
    "openg2p/g2p_programs": (draw_programme, BLUE),
}


def main():
    for addon, (draw, colour) in ICONS.items():
        mark = Mark(colour)
        draw(mark)
        mark.save(ROOT / addon / "static" / "description" / "icon.png")


if __name__ == "__main__":
    main()
