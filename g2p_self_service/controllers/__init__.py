from . import front_door
from . import public
from . import application
from . import appeal
from . import voucher
from . import answers
