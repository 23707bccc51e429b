from . import questions
from . import reference
