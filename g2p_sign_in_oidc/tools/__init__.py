"""The protocol without a database: nothing here knows ``env``."""
