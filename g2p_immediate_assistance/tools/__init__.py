from . import answers
from . import reference
