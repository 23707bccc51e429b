from . import paper
from . import preview
