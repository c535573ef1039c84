"""Code free texts by hand: codebooks in versions, rounds of two coders, settling where they differ."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from foundation.audit.record import record
from foundation.inference.disclosure import is_disclosive
from surveys.actions.joint_counts import store_joint_count
from surveys.actions.submit import definition_of
from surveys.coding import coded_questions, text_of_answer
from surveys.models import Code, Codebook, CodedText, Coding, GivenCode, Response, Wave

SEATS = ("first", "second")
CODES = "#codes"  # the "columns" of counts of codes


class CodingError(Exception):
    """What cannot be done now; the message is a stable word, pages have the sentence."""


@dataclass(frozen=True)
class CodeText:
    """One code as its author wrote it."""

    name: str
    definition: str
    example: str = ""


@transaction.atomic
def save_codebook(*, wave: Wave, question_code: str, codes: Sequence[CodeText], by: Any) -> Codebook:
    """Store the codes of a question: in the newest version, or in a new one once somebody codes by that.

    Raises CodingError("no_codes"), ("same_name") or ("no_such_question").
    """
    Wave.objects.select_for_update(of=("self",)).get(pk=wave.pk)
    if question_code not in {part.code for part in coded_questions(definition_of(wave.version), "en")}:
        raise CodingError("no_such_question")
    names = [code.name.strip().casefold() for code in codes]
    if not names:
        raise CodingError("no_codes")
    if len(set(names)) < len(names):
        raise CodingError("same_name")
    newest = newest_codebook(wave, question_code)
    if newest is None or newest.codings.exists():
        version = newest.version + 1 if newest else 1
        newest = Codebook.objects.create(wave=wave, question_code=question_code, version=version)
    newest.codes.all().delete()
    Code.objects.bulk_create(
        Code(codebook=newest, name=code.name.strip(), definition=code.definition, example=code.example, position=number)
        for number, code in enumerate(codes, start=1)
    )
    record("codebook.save", wave, by=by, question=question_code, version=newest.version, codes=len(codes))
    return newest


def newest_codebook(wave: Wave, question_code: str) -> Codebook | None:
    """The newest version of a question's codebook."""
    return Codebook.objects.filter(wave=wave, question_code=question_code).order_by("-version").first()


@transaction.atomic
def begin_coding(*, codebook: Codebook, first: Any, second: Any, by: Any) -> Coding:
    """Put all texts there are before two coders, in one random order without anything about who wrote them.

    Raises CodingError("same_coder"), ("no_codes"), ("no_texts") or ("under_way").
    """
    wave = Wave.objects.select_for_update(of=("self",)).get(pk=codebook.wave_id)
    if first == second:
        raise CodingError("same_coder")
    if not codebook.codes.exists():
        raise CodingError("no_codes")
    rounds = Coding.objects.filter(codebook__wave=wave, codebook__question_code=codebook.question_code)
    if rounds.filter(settled_at__isnull=True).exists():
        raise CodingError("under_way")
    written = _written(wave, codebook.question_code, rounds)
    if not written:
        raise CodingError("no_texts")
    coding = Coding.objects.create(codebook=codebook, first=first, second=second)
    secrets.SystemRandom().shuffle(written)
    CodedText.objects.bulk_create(
        (CodedText(coding=coding, response_id=key, position=number) for number, key in enumerate(written, start=1)),
        batch_size=500,
    )
    record("coding.begin", wave, by=by, question=codebook.question_code, texts=len(written))
    return coding


def _written(wave: Wave, question_code: str, rounds: Any) -> list[Any]:
    """Keys of the responses with a text. One to four that came since the last round wait for the next one: counts of
    codes with and without them would tell what these few wrote."""
    answers = Response.objects.counted().filter(wave=wave).values_list("pk", "answers")
    written = [key for key, document in answers if text_of_answer(document, question_code)]
    last = rounds.order_by("-pk").first()
    before = set(last.texts.values_list("response_id", flat=True)) if last else set()
    new = [key for key in written if key not in before]
    return [key for key in written if key in before] if before and is_disclosive(len(new)) else written


def seat_of(coding: Coding, user: Any) -> str | None:
    """Whether the user is the round's first or second coder."""
    keys = (coding.first_id, coding.second_id)
    return SEATS[keys.index(user.pk)] if user.pk in keys else None


def is_coded(coding: Coding) -> bool:
    """Whether both coders are through with all texts."""
    return not coding.texts.exclude(is_coded_first=True, is_coded_second=True).exists()


@transaction.atomic
def give_codes(*, text: CodedText, codes: Collection[int], seat: str) -> None:
    """Store what one coder says of a text, in place of what was said before; nothing at all is an answer too.

    When the second coder agrees with the first the text is settled at once. Raises CodingError("settled") once both
    are through with everything: from then on differences are settled together.
    """
    locked = CodedText.objects.select_for_update(of=("self",)).select_related("coding__codebook").get(pk=text.pk)
    if is_coded(locked.coding):
        raise CodingError("settled")
    _store(locked, codes, seat)
    setattr(locked, f"is_coded_{seat}", True)
    locked.save(update_fields=[f"is_coded_{seat}"])
    if is_coded(locked.coding):
        _settle_what_agrees(locked.coding)


def _store(text: CodedText, codes: Collection[int], by: str) -> None:
    own = set(text.coding.codebook.codes.filter(pk__in=codes).values_list("pk", flat=True))
    text.given_codes.filter(by=by).delete()
    GivenCode.objects.bulk_create(GivenCode(text=text, code_id=code, by=by) for code in sorted(own))


def _settle_what_agrees(coding: Coding) -> None:
    """What both coders said of a text stands; where they differ somebody has to decide."""
    said = codes_by_text(coding)
    for text in coding.texts.filter(is_settled=False):
        first, second = (said.get((text.pk, seat), frozenset()) for seat in SEATS)
        if first == second:
            _store(text, first, GivenCode.By.SETTLED)
            CodedText.objects.filter(pk=text.pk).update(is_settled=True)
    _close_if_settled(coding)


def codes_by_text(coding: Coding) -> dict[tuple[int, str], frozenset[int]]:
    """(text, who) → keys of the codes given, of a whole round from one query."""
    found: dict[tuple[int, str], set[int]] = {}
    for text, by, code in GivenCode.objects.filter(text__coding=coding).values_list("text_id", "by", "code_id"):
        found.setdefault((text, by), set()).add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


@transaction.atomic
def settle(*, text: CodedText, codes: Collection[int], by: Any) -> None:
    """Decide what stands of a text on which the coders differed. Raises CodingError("not_coded") before both are done.
    """
    locked = CodedText.objects.select_for_update(of=("self",)).select_related("coding__codebook__wave").get(pk=text.pk)
    if not is_coded(locked.coding):
        raise CodingError("not_coded")
    _store(locked, codes, GivenCode.By.SETTLED)
    locked.is_settled = True
    locked.save(update_fields=["is_settled"])
    record("coding.settle", locked.coding.codebook.wave, by=by, coding=locked.coding_id, text=locked.position)
    _close_if_settled(locked.coding)


def _close_if_settled(coding: Coding) -> None:
    """Once everything is settled, count the codes: these counts are what results show."""
    if coding.texts.filter(is_settled=False).exists():
        return
    Coding.objects.filter(pk=coding.pk).update(settled_at=timezone.now())
    given = GivenCode.objects.filter(text__coding=coding, by=GivenCode.By.SETTLED).order_by().values_list("code__name")
    names = coding.codebook.codes.values_list("name", flat=True)
    counts = dict.fromkeys(names, 0) | dict(given.annotate(n=Count("pk")))
    wave = Wave.objects.get(pk=coding.codebook.wave_id)
    store_joint_count(
        wave=wave, other_wave=wave, rows=coding.codebook.question_code, columns=CODES,
        cells=Counter({(name, ""): n for name, n in counts.items()}), people=coding.texts.count(),
    )


def mark_quotable(*, text: CodedText, is_quotable: bool, by: Any) -> None:
    """Say whether a text may be quoted: it was read, and names or describes nobody."""
    CodedText.objects.filter(pk=text.pk).update(is_quotable=is_quotable)
    record("coding.quotable", text.coding.codebook.wave, by=by, coding=text.coding_id, text=text.position,
           is_quotable=is_quotable)
