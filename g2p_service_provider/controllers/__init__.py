from . import provider
from . import vouchers
from . import holds
from . import claims
from . import home
