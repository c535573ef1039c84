"""Forms of the engagement floor."""

from engagement.forms.logging import LogSessionForm

__all__ = ["LogSessionForm"]
