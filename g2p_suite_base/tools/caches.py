"""Values that a server process keeps, and when they go."""


def clear_caches(env):
    """Drop what the processes keep: a value of it changes in this transaction.

    Now, so that this transaction reads what it wrote, and once more at its end, however it ends:
    until then others read the former value, and this one a value that may never be committed.
    """
    clear = env.registry.clear_cache
    clear()
    env.cr.postcommit.add(clear)
    env.cr.postrollback.add(clear)
