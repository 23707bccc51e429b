from .story import play_story


def _play_story(env):
    """Post-init hook: play the demonstration story (see ``story.py``)."""
    play_story(env)
