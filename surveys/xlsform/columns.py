"""What the columns of the sheets hold; docs/xlsform.md describes those that are ours alone."""

# survey: column → field of a question, whole texts with a language each, or one cell
TEXTS = {"label": "label", "hint": "hint", "guidance_hint": "guidance", "constraint_message": "constraint_message",
         "required_message": "required_message", "other_label": "other_label", "low_label": "lo_label",
         "high_label": "hi_label"}
CELLS = {"appearance": "appearance", "default": "default", "indicator": "construct", "question_bank_id": "bank",
         "media::image": "image"}
EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter")
FLAGS = {"pii": "pii", "core": "is_core"}
LIMITS = {"lowest": "lo", "highest": "hi", "step": "step"}  # of what is no range: a range has parameters
GROUP_TEXTS = ("label", "hint")
EXACT = "peripheria_exact"
OUR_TYPE = "peripheria_type"  # where no type of XLSForm is quite the same
OWN_LIST = "own_list"  # the list belongs to this question alone
OTHER_LABEL = {"en": "Other"}  # of the choice that or_other adds
YES = ("yes", "true", "true()", "1", "required", "oui", "x")
NO = ("", "no", "false", "false()", "0")
LONGEST_CODE = 60

SURVEY = ("type", "name", *TEXTS, "required", "relevant", "constraint", "calculation", "choice_filter", "appearance",
          "default", "parameters", "read_only", "repeat_count", "media::image", "indicator", "question_bank_id", *FLAGS,
          *LIMITS, "repeat_most", OWN_LIST, OUR_TYPE, EXACT)
KOBO_LISTS = {"score": "kobo--score-choices", "rank_of": "kobo--rank-items", "kobomatrix": "kobo--matrix_list"}
NEVER_EXTRA = frozenset({*SURVEY, "numeric_code", "disabled", *KOBO_LISTS.values()})
CHOICES = ("list_name", "name", "label", "media::image", "numeric_code", "quota", EXACT)
SETTINGS = ("form_title", "form_id", "default_language", "languages", "intro", "paging", "response_limit", EXACT)
