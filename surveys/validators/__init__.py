"""The one check of answers against a definition; page, API and paper all pass through it."""

from surveys.validators.checking import Checked, asked_questions, check_answers, interview_of
from surveys.validators.cleaning import LONGEST_TEXT

__all__ = ["LONGEST_TEXT", "Checked", "asked_questions", "check_answers", "interview_of"]
