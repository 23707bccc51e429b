from . import voucher
from . import paper
