from .story import tell


def _tell_story(env):
    """Post-init hook: play the demonstration story (see ``story.py``)."""
    tell(env)
