from . import bounds
from . import chain
from . import condition
from . import digest
