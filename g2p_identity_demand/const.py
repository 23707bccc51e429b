"""The demands of a programme."""

OFFICE, SELF = "office", "self"
#: in the order of an application's course: a demand holds for all later moments
MOMENTS = ("start", "submit", "receive")
DEMANDS = [
    ("start", "Before people start"),
    ("submit", "Before people submit"),
    ("receive", "Before people get the voucher"),
    (OFFICE, "No: the office identifies the person"),
]
