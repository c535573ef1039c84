"""What is wrong with an expression, in a sentence for its author."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.interview.problems import Problem

SENTENCES = {
    "too_long": gettext_lazy("The expression is longer than %(limit)s characters."),
    "unreadable": gettext_lazy("From here on it cannot be read: %(part)s"),
    "empty": gettext_lazy("The expression is empty."),
    "expected": gettext_lazy("Something is missing here: a value, a name or a bracket."),
    "not_closed": gettext_lazy("The bracket that opens here is not closed."),
    "too_deep": gettext_lazy("More than %(limit)s brackets or operators lie inside each other."),
    "not_supported": gettext_lazy("This sign is not supported: %(part)s"),
    "unknown_function": gettext_lazy("There is no function %(name)s."),
    "few_arguments": gettext_lazy("The function %(name)s needs at least this many values: %(n)s."),
    "many_arguments": gettext_lazy("The function %(name)s takes at most this many values: %(n)s."),
    "left_over": gettext_lazy("An operator such as “and” or “=” is missing before: %(part)s"),
    "unknown_name": gettext_lazy("No question or group is called %(name)s."),
    "unknown_column": gettext_lazy(
        "%(name)s is no column of the choices. A question is written as ${%(name)s}, a text in quotation marks."),
    "pattern_not_literal": gettext_lazy("The pattern of regex() must stand there itself, in quotation marks."),
    "pattern_too_long": gettext_lazy("The pattern is too long: %(pattern)s"),
    "pattern_not_supported": gettext_lazy(
        "The pattern uses what not every browser and server understands: %(pattern)s"),
    "pattern_broken": gettext_lazy("The pattern cannot be read: %(pattern)s"),
    "cycle": gettext_lazy("These depend on each other in a ring: %(codes)s."),
    "unknown_choice": gettext_lazy("%(name)s has no choice %(choice)s, so this never holds."),
    "text_calculated": gettext_lazy("Calculating with a text gives nothing: %(part)s"),
    "never_holds": gettext_lazy("This never holds, whatever is answered."),
}
USES = {
    "relevant": gettext_lazy("asked if"), "constraint": gettext_lazy("accepted if"),
    "required": gettext_lazy("required if"), "calculation": gettext_lazy("calculation"),
    "choice_filter": gettext_lazy("filter of choices"), "default": gettext_lazy("default"),
    "count": gettext_lazy("how often"),
}


def sentence_of(problem: Problem) -> str:
    """Where and what, as in "age, accepted if, character 3: Something is missing here."."""
    what = str(SENTENCES[problem.reason]) % problem.words
    said = {"code": problem.code, "use": USES[problem.use], "at": problem.at, "what": what}
    if problem.at:
        return _("%(code)s, %(use)s, character %(at)s: %(what)s") % said
    return _("%(code)s, %(use)s: %(what)s") % said
