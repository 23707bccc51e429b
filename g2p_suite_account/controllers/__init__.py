from . import confirmation
from . import sign_in
