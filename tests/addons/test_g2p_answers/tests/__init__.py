from . import test_answers_stay
