from . import forms
from . import kept
