from . import confirmation
from . import proof
from . import sign_in
