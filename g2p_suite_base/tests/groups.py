"""A user who joins a group in the middle of a test."""

JOIN = """
    WITH RECURSIVE joined (gid) AS (
        SELECT %s
        UNION
        SELECT rel.hid FROM res_groups_implied_rel rel JOIN joined USING (gid)
    )
    INSERT INTO res_groups_users_rel (uid, gid)
    SELECT %s, gid FROM joined
    ON CONFLICT DO NOTHING
"""


def join(user, group):
    """Add the user to the group; the field's name differs between the series, and 17.0 stores the
    implied groups too."""
    env = user.env
    env.flush_all()
    env.cr.execute(JOIN, [group.id, user.id])
    env.invalidate_all()
    env.registry.clear_cache()
