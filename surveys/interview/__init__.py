"""What a questionnaire asks of one person, answer by answer. Pure Python, no Django."""

from surveys.interview.compiled import CompiledQuestionnaire, compile_questionnaire
from surveys.interview.state import Interview, Key, key_text

__all__ = ["CompiledQuestionnaire", "Interview", "Key", "compile_questionnaire", "key_text"]
