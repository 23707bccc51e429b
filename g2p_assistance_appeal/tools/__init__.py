from . import seats
