"""Limits of wrong codes; the waiting times are those of the floor."""

MAX_OF_USER = 10  # wrong codes of one sign-in
MAX_OF_STRANGERS = 20  # of all at one address who are neither staff nor employees
MAX_OF_STAFF = 100  # of those who are: the people of a hospital share one address
MAX_OF = {"strangers": MAX_OF_STRANGERS, "staff": MAX_OF_STAFF}
