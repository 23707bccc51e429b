from . import invoice
from . import payment_file
