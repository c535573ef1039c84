"""What people are asked, and what they answered."""

from surveys.models.exit_codes import ExitCode
from surveys.models.questionnaires import Question, Questionnaire, QuestionnaireVersion, Wave
from surveys.models.responses import (
    AnswerCount,
    ConstructAnswer,
    CountDelta,
    Invitation,
    Response,
    ResponseDraft,
    ResponseIdentity,
)

__all__ = [
    "AnswerCount", "ConstructAnswer", "CountDelta", "ExitCode", "Invitation", "Question", "Questionnaire",
    "QuestionnaireVersion", "Response", "ResponseDraft", "ResponseIdentity", "Wave",
]
