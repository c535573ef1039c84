"""What a new session takes over from an earlier one, field by field; everything else starts empty."""

# "same as last time", when a session is logged
SAME_AGAIN = ("method", "duration_hours", "place", "channel")
SAME_AGAIN_PLAN = ("facilitators", "online_url")
# "plan another one like this"
COPIED = ("title", "method", "start_time", "duration_hours", "place", "channel", "phase", "promised_level")
COPIED_PLAN = ("facilitators", "online_url", "capacity", "takes_registrations")
# besides these the techniques are copied, by both

NOT_COPIED = frozenset({
    "id", "programme", "pilot", "external_id", "series", "status", "held_on", "level", "head_count",
    "head_count_note", "staff_hours", "volunteer_hours", "cost", "notes", "feedback_code", "submission", "logged_by",
    "logged_by_name", "logged_at",
})
NOT_COPIED_PLAN = frozenset({"id", "session", "postponed_from", "series_date", "recap_code", "recap_shared_at"})
