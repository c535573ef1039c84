"""The fields that a table may bring into the register, and the headings by which they are known."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from stakeholders.matching.names import folded

FIELDS = {
    "name": _("Name"), "first_name": _("First name"), "last_name": _("Last name"), "kind": _("Kind"),
    "organisation": _("Organisation"), "email": _("E-mail address"), "phone": _("Telephone"),
    "language": _("Language"), "groups": _("Groups"), "helix": _("Speaks for"), "age_band": _("Age band"),
    "gender": _("Gender"), "district": _("District"), "external_id": _("Code elsewhere"),
    "joined_on": _("In the register since"), "do_not_contact": _("Do not contact"), "tags": _("Tags"),
    "owner": _("Who keeps the contact (e-mail address)"),
}
OWN = "own:"
"""What stands before the code of a field of the programme's own, where it is the field of a column."""
# words that stand over such columns, in the languages of the pages and some neighbours
_HEADINGS = {
    "name": "name|full name|fullname|person|contact|contact name|naam|volledige naam|nom complet|nombre|"
            "nombre completo|nombre y apellidos|nome|nome completo|nome e cognome|namn|nimi|vollstandiger name|"
            "display name|hela namnet|fullstandigt namn|ονομα|ονοματεπωνυμο|nome do contacto",
    "first_name": "first name|given name|firstname|vorname|prenom|voornaam|nombre de pila|fornamn|etunimi|"
            "nome proprio|μικρο ονομα|primeiro nome|forname|tilltalsnamn",
    "last_name": "last name|surname|family name|lastname|nachname|familienname|nom|nom de famille|achternaam|"
            "familienaam|apellido|apellidos|cognome|efternamn|sukunimi|επωνυμο|apelido|sobrenome|slaktnamn",
    "kind": "kind|type|art|typ|genre de contact|soort|tipo|tyyppi|slag|ειδος|τυπος",
    "organisation": "organisation|organization|company|employer|institution|firma|unternehmen|einrichtung|organisatie|"
            "bedrijf|societe|entreprise|organizacion|empresa|entidad|organizzazione|azienda|ente|organisaatio|"
            "foretag|arbetsgivare|οργανισμος|οργανωση|εταιρεια|organizacao|empregador|instituicao",
    "email": "email|e mail|mail|email address|e mail address|e mail adresse|email adresse|adresse email|"
            "courriel|adresse e mail|e mailadres|emailadres|correo|correo electronico|posta elettronica|"
            "indirizzo email|e post|sahkoposti|epost|e postadress|epostadress|διευθυνση email|"
            "correio eletronico|endereco de email",
    "phone": "phone|telephone|phone number|mobile|cell|tel|telefon|telefonnummer|handy|mobil|telefoon|"
            "telefoonnummer|gsm|portable|numero de telephone|telefono|movil|cellulare|puhelin|mobilnummer|"
            "τηλεφωνο|κινητο|telefone|telemovel|numero di telefono",
    "language": "language|preferred language|sprache|langue|taal|idioma|lengua|lingua|sprak|kieli|γλωσσα",
    "groups": "group|groups|gruppe|gruppen|groupe|groupes|groep|groepen|grupo|grupos|gruppo|gruppi|"
            "stakeholder group|grupp|grupper|ομαδα|ομαδες",
    "helix": "helix|sector|speaks for|sektor|secteur|settore|τομεας|setor",
    "age_band": "age|age band|age group|alter|altersgruppe|age range|tranche d age|leeftijd|leeftijdsgroep|edad|"
            "grupo de edad|eta|fascia d eta|alder|aldersgrupp|ηλικια|ηλικιακη ομαδα|idade|faixa etaria",
    "gender": "gender|sex|geschlecht|sexe|genre|geslacht|sexo|genero|genere|sesso|kon|φυλο",
    "district": "district|neighbourhood|neighborhood|borough|area|quarter|stadtteil|bezirk|viertel|quartier|wijk|"
            "buurt|barrio|distrito|quartiere|zona|stadsdel|omrade|συνοικια|γειτονια|bairro|freguesia",
    "external_id": "id|external id|code|code elsewhere|reference|kennung|nummer|identifiant|referencia|codice|κωδικος|"
            "codigo|kod|referens",
    "joined_on": "since|joined|joined on|in the register since|date|seit|datum|date d inscription|depuis|sinds|"
            "fecha|fecha de alta|desde|data|dal|sedan|ημερομηνια|data de inscricao",
    "do_not_contact": "do not contact|no contact|opt out|optout|nicht kontaktieren|ne pas contacter|niet contacteren|"
            "no contactar|non contattare|kontakta inte|μην επικοινωνειτε|nao contactar",
    "tags": "tag|tags|label|labels|keyword|keywords|schlagwort|schlagworte|schlagworter|stichworte|etiquette|"
            "etiquettes|mots cles|trefwoorden|etiqueta|etiquetas|etichetta|etichette|tagg|taggar|etikett|etiketter|"
            "ετικετα|ετικετες",
    "owner": "owner|keeper|contact owner|relationship owner|account manager|responsible|kontakthalter|zustandig|"
            "responsable|contactpersoon|beheerder|responsabile|ansvarig|kontaktansvarig|υπευθυνος|responsavel",
}
_BY_HEADING = {word: field for field, words in _HEADINGS.items() for word in words.split("|")}


def heading_key(heading: str) -> str:
    """A heading as it is remembered: folded, marks as blanks; at most 100 letters."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded(heading)).split())[:100]


def fields_for(own: Iterable[Any]) -> dict[str, Any]:
    """All fields a column of the programme's tables may mean, with their labels; ``own``: its active own fields."""
    return FIELDS | {OWN + field.code: field.label for field in own}


def guessed_mapping(headings: Iterable[str], remembered: Mapping[str, str], fields: Mapping[str, Any]) -> list[str]:
    """The field of each column: what was remembered, else the own field of that label, else what is guessed.

    No field is taken twice, and none that ``fields`` (of ``fields_for``) does not have.
    """
    labelled = {heading_key(str(label)): name for name, label in fields.items() if name.startswith(OWN)}
    mapping: list[str] = []
    for heading in headings:
        key = heading_key(heading)
        field = remembered.get(key, labelled.get(key, _BY_HEADING.get(key, "")))
        mapping.append(field if field in fields and field not in mapping else "")
    if "last_name" in mapping and "first_name" not in mapping and "name" not in mapping:
        mapping[mapping.index("last_name")] = "name"  # "Nom" alone is the whole name
    return mapping
