"""Values that server processes cache, and when they are dropped."""


def clear_caches(env):
    """Clear the caches of the processes: a cached value changes in this transaction.

    Now, so that this transaction reads its own write, and again at its end, however it ends: until
    then others cache the former value, and this one a value that may never be committed.
    """
    clear = env.registry.clear_cache
    clear()
    env.cr.postcommit.add(clear)
    env.cr.postrollback.add(clear)
