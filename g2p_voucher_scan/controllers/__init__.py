from . import scan
from . import voucher
