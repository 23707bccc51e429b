"""Places of the country, and an officer who sees only the cases of one of them."""

#: code, name, parts
AREAS = [
    ("NT", "Northern Region", [("NT-01", "Northtown"), ("NT-02", "Hillside")]),
    ("ST", "Southern Region", [("ST-01", "Southtown"), ("ST-02", "Lakeside")]),
]
OFFICER_OF_THE_SOUTH = "njeri"


def build_places(env, users):
    """Create the areas, and limit the officer of the South."""
    Area = env["g2p.area"]
    for code, name, parts in AREAS:
        region = Area.create({"code": code, "name": name})
        Area.create([{"code": part, "name": text, "parent_id": region.id} for part, text in parts])
    south = Area.search([("code", "=", "ST")])
    env["g2p.assistance.scope"].create(
        {
            "user_id": users[OFFICER_OF_THE_SOUTH].id,
            "area_ids": [(6, 0, south.ids)],
        }
    )
