"""Which rows of every floor a copy of a pilot takes along, and why; a test fails on a model that is not here."""

from django.utils.translation import gettext_lazy as _

from engagement.models import (
    Attachment,
    Commitment,
    Contribution,
    Decision,
    LivingLabScore,
    MethodGroupFit,
    Obstacle,
    Series,
    SeriesRule,
    Session,
    SessionMerge,
    SkillAssessment,
    Spending,
)
from indicators.models import IndicatorValue, PilotComputation
from pilots.copies import CopyRule
from pilots.models import (
    CensusShare,
    Challenge,
    ImpactObservation,
    ImpactTarget,
    Membership,
    Phase,
    PilotChange,
    Service,
)
from stakeholders.models import Involvement, Message, PilotGroup, RegisterImport
from surveys.models import ConstructAnswer, PairingCode, Response, ResponseIdentity, Wave

HAPPENED, PEOPLE = _("It happened in the other city."), _("People are entered anew for each city.")
COMPUTED, ANSWERS = _("It is computed from the pilot's own record."), _("Answers belong to where they were given.")

COPIES = (
    CopyRule(Challenge, _("The problem is the same one to begin with."), fields=("title", "description")),
    CopyRule(Service, _("The same service is made; how far it is starts anew."), fields=("name", "description"),
             links={"challenge": Challenge}),
    CopyRule(ImpactTarget, _("The same is to change; baseline and target are the city's own."),
             fields=("name", "category", "unit"), links={"service": Service}),
    CopyRule(PilotGroup, _("The same groups matter, with the same planned level."),
             fields=("group", "is_relevant", "planned_level")),
    CopyRule(SkillAssessment, _("The same skills are required; who has them is the team's own."),
             fields=("skill", "required")),
    CopyRule(Phase, _("Days are the city's own.")),
    CopyRule(CensusShare, _("Another city has other residents.")),
    CopyRule(Membership, _("Roles are given anew on the team page.")),
    CopyRule(PilotChange, COMPUTED),
    CopyRule(ImpactObservation, HAPPENED),
    CopyRule(Involvement, PEOPLE),
    CopyRule(RegisterImport, PEOPLE),
    CopyRule(Message, HAPPENED),
    CopyRule(Series, HAPPENED),
    CopyRule(SeriesRule, HAPPENED),
    CopyRule(Session, HAPPENED),
    CopyRule(SessionMerge, HAPPENED),
    CopyRule(Decision, HAPPENED),
    CopyRule(Contribution, HAPPENED),
    CopyRule(Commitment, HAPPENED),
    CopyRule(Obstacle, HAPPENED),
    CopyRule(LivingLabScore, HAPPENED),
    CopyRule(MethodGroupFit, HAPPENED),
    CopyRule(Spending, HAPPENED),
    CopyRule(Attachment, HAPPENED),
    CopyRule(Wave, ANSWERS),
    CopyRule(Response, ANSWERS),
    CopyRule(ConstructAnswer, ANSWERS),
    CopyRule(ResponseIdentity, ANSWERS),
    CopyRule(PairingCode, ANSWERS),
    CopyRule(IndicatorValue, COMPUTED),
    CopyRule(PilotComputation, COMPUTED),
)
