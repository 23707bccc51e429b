from . import masking
from . import matching
