"""Forms of the programme's and the pilots' set-up."""

from pilots.forms.pilot import date_input, term_field

__all__ = ["date_input", "term_field"]
