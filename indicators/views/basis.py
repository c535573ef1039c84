"""What kind of rows an indicator is computed from."""

from enum import StrEnum

from django.utils.translation import gettext as _


class Basis(StrEnum):
    """The rows behind a number."""

    PEOPLE = "people"
    ATTENDANCES = "attendances"
    SESSIONS = "sessions"
    ANSWERS = "answers"
    COMMITMENTS = "commitments"
    CONTRIBUTIONS = "contributions"
    DECISIONS = "decisions"
    SERVICES = "services"
    IMPACTS = "impacts"
    OBSTACLES = "obstacles"
    SKILLS = "skills"
    LIVING_LAB = "living_lab"
    GROUPS = "groups"
    CONTACTS = "contacts"
    PILOTS = "pilots"


ON_SESSIONS = (Basis.SESSIONS, Basis.ATTENDANCES, Basis.PEOPLE)
# by the code or its beginning; the first that fits
BASES = (
    ("engagement_reach", Basis.PEOPLE), ("participants", Basis.PEOPLE), ("participation_", Basis.PEOPLE),
    ("stakeholder_coverage", Basis.GROUPS), ("stakeholder_", Basis.PEOPLE), ("helix_", Basis.PEOPLE),
    ("representativeness_", Basis.PEOPLE), ("weighting_deff", Basis.PEOPLE), ("return_rate", Basis.PEOPLE),
    ("retention_", Basis.PEOPLE), ("session_completion", Basis.ATTENDANCES), ("digital_share", Basis.ATTENDANCES),
    ("commitments_per_session", Basis.SESSIONS), ("commitment_", Basis.COMMITMENTS),
    ("decision_influence", Basis.COMMITMENTS), ("delivery_days_median", Basis.COMMITMENTS),
    ("shared_decision_share", Basis.DECISIONS), ("decision_concentration", Basis.DECISIONS),
    ("influence_rate", Basis.CONTRIBUTIONS), ("implementation_rate", Basis.CONTRIBUTIONS),
    ("feedback_closure_60d", Basis.CONTRIBUTIONS), ("answer_days_median", Basis.CONTRIBUTIONS),
    ("services_", Basis.SERVICES), ("impact_achievement", Basis.IMPACTS), ("obstacle_", Basis.OBSTACLES),
    ("capacity_gap", Basis.SKILLS), ("living_lab_score", Basis.LIVING_LAB), ("contact_overdue", Basis.CONTACTS),
    ("method_overlap", Basis.PILOTS), ("method_group_fit", Basis.PILOTS), ("method_rank_agreement", Basis.PILOTS),
    ("profile_association", Basis.PILOTS), ("pilot_icc_", Basis.PILOTS),
    ("method_", Basis.SESSIONS), ("sessions_held", Basis.SESSIONS), ("person_hours", Basis.SESSIONS),
    ("attendance_per_session", Basis.SESSIONS), ("iap2_", Basis.SESSIONS), ("cost_per_", Basis.SESSIONS),
    ("promise_gap", Basis.SESSIONS), ("early_involvement", Basis.SESSIONS), ("phase_coverage", Basis.SESSIONS),
)


def basis_of(indicator: str) -> Basis:
    """The rows that an indicator counts; what is not listed comes from survey answers."""
    return next((basis for start, basis in BASES if indicator.startswith(start)), Basis.ANSWERS)


def counting_rule(basis: Basis) -> str:
    """What counts, in one sentence."""
    sessions = _("Only sessions that were held, up to the cut-off, and people marked as present count. Nobody can be "
                 "entered twice at one session.")
    dated = _("What is dated after the cut-off has not happened yet. Each entry exists once.")
    recorded = _("What is not recorded is left out, never taken as 0.")
    return {
        Basis.PEOPLE: sessions, Basis.ATTENDANCES: sessions, Basis.SESSIONS: sessions, Basis.GROUPS: sessions,
        Basis.CONTACTS: sessions,
        Basis.ANSWERS: _("Each person’s first answer counts; test answers never do. Answers are added in batches of "
                         "five, so the newest may still wait."),
        Basis.COMMITMENTS: dated, Basis.CONTRIBUTIONS: dated, Basis.DECISIONS: dated, Basis.OBSTACLES: dated,
        Basis.IMPACTS: dated, Basis.SERVICES: recorded, Basis.SKILLS: recorded, Basis.LIVING_LAB: recorded,
        Basis.PILOTS: _("Computed over the pilots of the programme, from what each has stored."),
    }[basis]
