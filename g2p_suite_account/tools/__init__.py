from . import logins
from . import sign_up_link
