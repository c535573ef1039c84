"""The one custom signal: defined here, received above."""

from django.dispatch import Signal

# sent after commit with pilot_id; the indicator floor listens
pilot_changed = Signal()
