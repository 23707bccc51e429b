"""The indexes that documents of one kind are written to: one, and one for each separate region.

The engine's rules for rows are not enough to keep a region's documents from the readers of another
one: a ``global`` aggregation is answered without them (decision 18). Rules for indexes hold.
"""

from dataclasses import dataclass

from .engine import Action


@dataclass(frozen=True)
class Target:
    """An index by its name, and the codes of the regions that have indexes of their own beside it.

    >>> target = Target("g2p-voucher-1", ("KE-N",))
    >>> target.indexes
    ['g2p-voucher-1', 'g2p-voucher-1_ke-n']
    >>> target.index_of({"region": "KE-N"}), target.index_of({"region": "KE-S"})
    ('g2p-voucher-1_ke-n', 'g2p-voucher-1')
    """

    name: str
    regions: tuple = ()

    @property
    def indexes(self):
        return [self.name, *map(self._of_region, self.regions)]

    @property
    def path(self):
        """All of them, as the address of a search."""
        return ",".join(self.indexes)

    def index_of(self, document):
        """The index that a document belongs in."""
        region = document.get("region")
        return self._of_region(region) if region in self.regions else self.name

    def has(self, path):
        """Whether one of these indexes is one of a path's.

        >>> Target("a-1", ("n",)).has("b-1,a-1_n"), Target("a-1").has("a-1_n")
        (True, False)
        """
        return not set(path.split(",")).isdisjoint(self.indexes)

    def actions(self, key, version, document=None, has_moved=False):
        """Write a document; remove it from the other indexes if it may be there.

        :param dict document: None if it is to be removed everywhere
        :param bool has_moved: its region may have changed since it was sent
        """
        own = None if document is None else self.index_of(document)
        written = [Action(own, key, version, document)] if own else []
        others = [index for index in self.indexes if index != own] if has_moved or not own else []
        return written + [Action(index, key, version) for index in others]

    def _of_region(self, code):
        # codes contain no _ (g2p.area), so that no region's name ends like another one's
        return f"{self.name}_{code.lower()}"
