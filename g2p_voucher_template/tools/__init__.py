"""Pure helpers: no environment, no database."""
