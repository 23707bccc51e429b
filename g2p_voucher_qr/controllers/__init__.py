from . import scan
from . import voucher
from . import paper
