"""Definitions for ``models.Index`` that depend on the database; no ``env`` here."""

from odoo.modules.db import FunctionStatus


def trigram(*columns):
    """An index for searching a part of a text (``ilike``) in any of the columns.

    It exists where the database has the extension pg_trgm; elsewhere a search works too, but reads
    the whole table. Odoo compares through ``unaccent`` where that is installed, so the index does
    too.

    >>> from types import SimpleNamespace
    >>> plain = SimpleNamespace(has_trigram=True, has_unaccent=FunctionStatus.MISSING)
    >>> trigram("name", "phone")(plain)
    'USING gin ("name" gin_trgm_ops, "phone" gin_trgm_ops)'
    >>> folded = SimpleNamespace(has_trigram=True, has_unaccent=FunctionStatus.INDEXABLE)
    >>> trigram("name")(folded)
    'USING gin (unaccent("name") gin_trgm_ops)'

    No index helps where ``unaccent`` is not immutable, and none is created without the extension.

    >>> trigram("name")(SimpleNamespace(has_trigram=True, has_unaccent=FunctionStatus.PRESENT))
    ''
    >>> trigram("name")(SimpleNamespace(has_trigram=False, has_unaccent=FunctionStatus.MISSING))
    ''
    """

    def definition(registry):
        if not registry.has_trigram or registry.has_unaccent == FunctionStatus.PRESENT:
            return ""
        compared = 'unaccent("%s")' if registry.has_unaccent else '"%s"'
        parts = (f"{compared % column} gin_trgm_ops" for column in columns)
        return f"USING gin ({', '.join(parts)})"

    return definition
