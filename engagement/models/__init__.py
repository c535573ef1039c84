"""The engagement record: what was done with whom."""

from engagement.models.capacity import LivingLabScore, MethodGroupFit, Obstacle, SkillAssessment
from engagement.models.outcomes import Commitment, Contribution, Decision, DecisionRole
from engagement.models.sessions import Attendance, GroupHeadCount, Method, Series, Session

__all__ = [
    "Attendance", "Commitment", "Contribution", "Decision", "DecisionRole", "GroupHeadCount", "LivingLabScore",
    "Method", "MethodGroupFit", "Obstacle", "Series", "Session", "SkillAssessment",
]
