from . import places, reports
