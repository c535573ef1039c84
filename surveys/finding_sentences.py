"""What is missing or wrong in a questionnaire that is being written, in a sentence for its author."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.editing import EditError, Finding
from surveys.forms.editing import language_name
from surveys.problem_sentences import SENTENCES, USES

OWN = {
    "code_twice": gettext_lazy("Another question has the same code."),
    "no_title": gettext_lazy("The questionnaire has no title in %(language)s."),
    "nothing_asked": gettext_lazy("Nothing is asked yet."),
    "not_whole": gettext_lazy("This is not a whole questionnaire yet: %(part)s"),
    "group_empty": gettext_lazy("Nothing stands inside."),
    "no_range": gettext_lazy("It needs a lowest value below its highest."),
    "no_files": gettext_lazy("Files cannot be sent with answers yet."),
    "no_calculation": gettext_lazy("Nothing is calculated."),
    "no_label": gettext_lazy("The words are missing in %(language)s."),
    "not_translated": gettext_lazy("Not translated into %(language)s."),
    "no_choices": gettext_lazy("There are no choices yet."),
    "choice_twice": gettext_lazy("The choice %(choice)s stands there twice."),
    "number_twice": gettext_lazy("Two choices have the number %(number)s."),
    "choice_unlabelled": gettext_lazy("The choice %(choice)s has no words in %(language)s."),
    "row_unfit": gettext_lazy("Its rows can only be questions of one choice, several choices, or a scale."),
    "rows_differ": gettext_lazy("Its rows have different choices. Save it once, and they are alike."),
}
REFUSED = {
    "gone": gettext_lazy("Somebody has removed it meanwhile."),
    "code_taken": gettext_lazy("Another question or group has this code."),
    "code_unusable": gettext_lazy("This cannot be a code: letters without accents, digits, _ . and - only."),
    "not_here": gettext_lazy("It cannot stand there."),
    "no_step": gettext_lazy("There is nothing to go back or forth to."),
}


def finding_sentence(finding: Finding) -> str:
    """What to look at, as in "accepted if, character 3: Something is missing here."."""
    words = dict(finding.words)
    if "language" in words:
        words["language"] = language_name(words["language"])
    if finding.reason in OWN:
        return str(OWN[finding.reason]) % words
    what = str(SENTENCES[finding.reason]) % words
    said = {"use": USES[finding.use], "at": finding.at, "what": what}
    return _("%(use)s, character %(at)s: %(what)s") % said if finding.at else _("%(use)s: %(what)s") % said


def refusal_sentence(error: EditError) -> str:
    """Why a step of editing was not taken."""
    return str(REFUSED[error.reason])
