"""Sends actions, and halves a batch that the engine refuses as a whole."""

from concurrent.futures import ThreadPoolExecutor

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


def send_parts(engine, parts):
    """Yield a `Result` for each action of the parts; the next part is made while one is sent.

    The parts are made in the thread of the caller, and the engine is used in another one. At most
    two parts are in memory.

    :param parts: an iterator of lists of actions
    """
    with ThreadPoolExecutor(1) as sender:
        sent = None
        for part in parts:
            following = sender.submit(_sent, engine, part)
            if sent:
                yield from sent.result()
            sent = following
        if sent:
            yield from sent.result()


def _sent(engine, actions):
    return list(send(engine, actions))
