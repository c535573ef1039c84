"""What people are asked, and what they answered."""

from surveys.models.editing import BankEntry, DraftState, QuestionnaireDraft
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
    "AnswerCount", "BankEntry", "ConstructAnswer", "CountDelta", "DraftState", "ExitCode", "Invitation", "Question",
    "Questionnaire", "QuestionnaireDraft", "QuestionnaireVersion", "Response", "ResponseDraft", "ResponseIdentity",
    "Wave",
]
