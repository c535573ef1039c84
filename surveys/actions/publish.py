"""Publish versions of a questionnaire and open waves."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.record import record
from pilots.models import Pilot
from surveys.choices import WaveKind
from surveys.definition import UPLOADS, Definition, DefinitionError, QuestionDefinition, read_definition
from surveys.interview.problems import problems_of
from surveys.models import Question, Questionnaire, QuestionnaireVersion, Wave
from surveys.problem_sentences import sentence_of


def hash_of(document: Any) -> str:
    """SHA-256 of a JSON document, independent of the order of its keys."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def publish_version(*, questionnaire: Questionnaire, document: dict[str, Any], by: Any) -> QuestionnaireVersion:
    """Store ``document`` as the next version; the same document as the newest one returns that version.

    The version joins the family of the newest one where all their common questions are comparable. Raises
    DefinitionError where the document is none, where an expression cannot be used, or where it asks for files, which
    nobody can send yet.
    """
    definition = read_definition(document)
    _refuse_what_cannot_be_asked(definition)
    content_hash = hash_of(document)
    Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    newest = questionnaire.versions.order_by("-number").first()
    if newest is not None and newest.content_hash == content_hash:
        return newest
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=newest.number + 1 if newest else 1, family=_family(definition, newest),
        definition=document, content_hash=content_hash, published_at=timezone.now(),
    )
    Question.objects.bulk_create(
        _row(version, question, position) for position, question in enumerate(definition.every_question, start=1)
    )
    record("questionnaire.publish", questionnaire, by=by, number=version.number)
    return version


def _refuse_what_cannot_be_asked(definition: Definition) -> None:
    wrong = [sentence_of(problem) for problem in problems_of(definition) if problem.is_error]
    wrong += [_("%(code)s: files cannot be sent with answers yet.") % {"code": question.code}
              for question in definition.every_question if question.type in UPLOADS]
    if wrong:
        raise DefinitionError(" ".join(wrong))


def _family(definition: Definition, newest: QuestionnaireVersion | None) -> int:
    if newest is None:
        return 1
    alike = definition.comparable_with(read_definition(newest.definition))
    return newest.family if alike else newest.family + 1


def _row(version: QuestionnaireVersion, question: QuestionDefinition, position: int) -> Question:
    lowest, highest = question.lo, question.hi
    if lowest is None or highest is None or lowest >= highest or {lowest % 1, highest % 1} != {0}:
        lowest = highest = None
    return Question(version=version, code=question.code, bank_id=question.bank[:60], construct=question.construct,
                    kind=question.type, position=position, lowest=lowest, highest=highest)


@transaction.atomic
def open_wave(*, pilot: Pilot, version: QuestionnaireVersion, slug: str, by: Any,
              kind: str = WaveKind.ALWAYS_OPEN, **fields: Any) -> Wave:
    """Open a published wave of the version in a pilot; one that is there already is returned as it is."""
    wave, is_new = Wave.objects.get_or_create(
        pilot=pilot, questionnaire_id=version.questionnaire_id, kind=kind,
        defaults={"version": version, "slug": slug, "is_published": True} | fields,
    )
    if is_new:
        record("wave.open", wave, by=by, label=slug)
    return wave
