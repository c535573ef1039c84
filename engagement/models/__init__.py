"""The engagement record: what was done with whom."""

from engagement.models.attendance_totals import Heads, StatedTotal
from engagement.models.capacity import LivingLabScore, MethodGroupFit, Obstacle, ObstacleNote, SkillAssessment
from engagement.models.checkin import Badge, DeviceEntry
from engagement.models.costs import Spending
from engagement.models.files import Attachment
from engagement.models.outcomes import Commitment, Contribution, Decision, DecisionRole
from engagement.models.plans import DistinctSessions, SeriesRule, SessionMerge, SessionPlan
from engagement.models.registrations import Registration
from engagement.models.reminders import ReminderChoice, SessionReminder
from engagement.models.sessions import Attendance, GroupHeadCount, Method, Series, Session

__all__ = [
    "Attachment", "Attendance", "Badge", "Commitment", "Contribution", "Decision", "DecisionRole", "GroupHeadCount",
    "LivingLabScore", "Method", "MethodGroupFit", "Obstacle", "ObstacleNote", "Series", "Session", "SkillAssessment",
    "Spending",
    "DeviceEntry", "Heads", "StatedTotal",
    "DistinctSessions", "Registration", "ReminderChoice", "SeriesRule", "SessionMerge", "SessionPlan",
    "SessionReminder",
]
