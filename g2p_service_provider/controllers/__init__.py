from . import provider
from . import vouchers
from . import claims
from . import home
