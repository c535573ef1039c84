"""Sentences for the made-up programme, so that its lists read well. No city, person or event is real."""

CONTRIBUTIONS = (
    "The stop is too far for people who walk with a stick.",
    "Put the opening hours on the door, not only on the web page.",
    "Could the workshop open on Saturdays as well?",
    "I would help with translation if somebody asked me.",
    "The form asks the same thing three times.",
    "More light on the path behind the school, please.",
    "Let us see what was done with last year's ideas.",
    "A bench every two hundred metres would change a lot.",
    "Please send a reminder the day before.",
    "The map should also work without a mobile phone.",
    "Who decides about the budget, and when?",
    "Young people were not asked about this at all.",
)
DECISIONS = (
    "Start with the two busiest streets",
    "Keep a telephone number beside the web form",
    "Ask three suppliers for an offer without cameras",
    "Open the prototype to everybody for six weeks",
    "Set a tenth of the budget aside for residents' ideas",
    "Stop collecting dates of birth",
    "Postpone the roll-out until the ramp is built",
)
COMMITMENTS = (
    "Publish the minutes in plain language",
    "Move the stop nearer to the entrance",
    "Repair the lights behind the school",
    "Invite the youth council to the next session",
    "Print the timetable in large type",
    "Answer every idea by letter or e-mail",
    "Test the form with five people over seventy",
)
SPENT_ON = ("Posters and letters to every household", "Survey tablets", "Visit to another city")
OWNERS = ("City planning", "Service desk", "Works department", "Communication team", "Project team")
SESSIONS = (
    "Walk through the quarter",
    "Table talk on first drafts",
    "Try the prototype",
    "Round with local traders",
    "What we heard, what we do",
)
# the generated data give reasons as codes
REASONS = {
    "already_planned": "Already planned elsewhere",
    "conflicts_with_others": "Against what others asked for",
    "legal_limits": "The law does not allow it",
    "no_budget": "No money for it this year",
    "not_feasible": "Not possible on this site",
    "other_authority": "Another authority decides on this",
}
# of every made-up city, before its name
ORGANISATIONS = (
    ("Housing cooperative", "people"),
    ("Traders' association", "business"),
    ("Works department", "public"),
    ("Youth council", "people"),
    ("Institute of mobility", "research"),
)
FIRST_NAMES = (
    "Alva", "Bruno", "Carla", "Dario", "Elin", "Filippa", "Georgios", "Hedda", "Ilse", "Jonas", "Katerina", "Livia",
    "Marta", "Nils", "Oriana", "Paulo", "Rosa", "Stelios", "Tilde",
)
LAST_NAMES = (
    "Ahlgren", "Bianchi", "Cardoso", "Dimou", "Engel", "Falk", "Galanis", "Hagen", "Ivarsson", "Jansen", "Kaiser",
    "Lindner", "Moreira", "Nikolaou", "Olsen", "Pereira", "Rossi",
)
