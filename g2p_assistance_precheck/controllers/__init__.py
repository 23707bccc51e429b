from . import precheck
