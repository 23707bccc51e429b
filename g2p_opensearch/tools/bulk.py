"""Sends actions, and halves a batch that the engine refuses as a whole."""

from .engine import BatchRefused, Result


def send(engine, actions):
    """Yield a `Result` for each action; of a batch that is refused, its halves are sent.

    >>> class Picky:
    ...     '''Refuses batches that contain "bad".'''
    ...     def bulk(self, actions):
    ...         if "bad" in [action.key for action in actions]:
    ...             raise BatchRefused(400, "parse")
    ...         return [Result(action.key, 200) for action in actions]
    >>> from .engine import Action
    >>> keys = ["a", "b", "bad", "c"]
    >>> [(one.key, one.status) for one in send(Picky(), [Action("i", key, 1) for key in keys])]
    [('a', 200), ('b', 200), ('bad', 400), ('c', 200)]
    """
    todo = [list(actions)]
    while todo:
        part, answered = todo.pop(), 0
        try:
            for result in engine.bulk(part):
                answered += 1
                yield result
        except BatchRefused as refusal:
            rest = part[answered:]
            if len(rest) == 1:
                yield Result(rest[0].key, refusal.status, refusal.reason)
            elif rest:
                half = len(rest) // 2
                todo += [rest[half:], rest[:half]]
