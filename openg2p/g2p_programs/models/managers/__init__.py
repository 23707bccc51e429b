from . import mixins
from . import eligibility
from . import deduplication
from . import notification
from . import program
from . import cycle
from . import entitlement
from . import payment
