from . import composers
