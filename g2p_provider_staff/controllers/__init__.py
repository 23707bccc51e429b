from . import roles
from . import people
from . import join
