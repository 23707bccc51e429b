"""More cases that wait: of all kinds and places, some with a place that nobody knows yet."""

#: login -> (type, treatment, amount, given name, family name, date of birth)
WAITING = {
    "amos@example.org": (
        "SURGERY",
        "Gall bladder, operation",
        1650,
        "Amos",
        "Kiptoo",
        "1970-11-05",
    ),
    "brigid@example.org": ("SURGERY", "Eye injury, surgery", 900, "Brigid", "Nyong", "2004-02-18"),
    "carlos@example.org": (
        "TREATMENT",
        "Malaria, hospital stay",
        380,
        "Carlos",
        "Silva",
        "1993-08-09",
    ),
    "dalia@example.org": (
        "TREATMENT",
        "Premature birth, hospital stay",
        2400,
        "Dalia",
        "Hassan",
        "1999-12-24",
    ),
    "emeka@example.org": ("MEDICINE", "Wheelchair", 640, "Emeka", "Obi", "1955-04-01"),
    "farah@example.org": ("MEDICINE", "Hearing aid", 510, "Farah", "Aziz", "1982-06-15"),
    "gloria@example.org": (
        "TREATMENT",
        "Dialysis, four weeks",
        1580,
        "Gloria",
        "Mensimah",
        "1964-09-30",
    ),
    "hugo@example.org": ("SURGERY", "Appendix operation", 1350, "Hugo", "Pereira", "2012-03-03"),
}
WOMEN = ("Brigid", "Dalia", "Farah", "Gloria")
#: login -> town, as the person writes it; the others live in Northtown
TOWNS = {
    "brigid@example.org": "Southtown",
    "carlos@example.org": "Lakeside",
    "dalia@example.org": "southtown ",
    "emeka@example.org": "Old Harbour",
    "farah@example.org": "Behind the mosque",
    "gloria@example.org": "Hillside",
}
