from . import logins
