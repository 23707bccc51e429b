"""Pure helpers: no environment, no database."""

from . import masked
