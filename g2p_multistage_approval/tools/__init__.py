from . import chain
from . import digest
