"""Pages of the programme's and the pilots' set-up."""

from pilots.views.pilot import find_pilot

__all__ = ["find_pilot"]
