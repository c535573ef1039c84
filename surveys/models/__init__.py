"""What people are asked, and what they answered."""

from surveys.models.coding import Code, Codebook, CodedText, Coding, GivenCode
from surveys.models.editing import BankEntry, DraftState, QuestionnaireDraft
from surveys.models.exit_codes import ExitCode
from surveys.models.exports import AnswerExport
from surveys.models.form_imports import FormImport
from surveys.models.joint_counts import JointCount, KeptCount, PairingCode
from surveys.models.policies import WavePolicy
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
from surveys.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "AnswerCount", "AnswerExport", "BankEntry", "Code", "Codebook", "CodedText", "Coding", "ConstructAnswer",
    "CountDelta", "DraftState", "ExitCode", "FormImport", "GivenCode", "Invitation", "JointCount", "KeptCount",
    "PairingCode", "Question", "Questionnaire", "QuestionnaireDraft", "QuestionnaireVersion", "Response",
    "ResponseDraft", "ResponseIdentity", "Wave", "WavePolicy", "Webhook", "WebhookDelivery",
]
