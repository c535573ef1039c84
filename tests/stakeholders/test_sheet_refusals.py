"""Why a table is not read is said by this floor, in the reader's language, for every reason there is."""

import pytest
from django.utils.functional import Promise

from foundation.sheets import SheetRefused
from foundation.sheets.limits import REASONS
from stakeholders import import_problems
from stakeholders.import_problems import refusal

PLACE = {"row": 7, "column": "C", "found": 11_000_000, "allowed": 10_485_760}


def test_every_reason_has_a_sentence_that_is_translated() -> None:
    sentences = import_problems._REFUSALS
    assert set(sentences) == set(REASONS)
    assert [code for code, sentence in sentences.items() if not isinstance(sentence, Promise)] == []


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_sentence_names_its_place_and_no_part_of_the_reader_s_own_words(code: str) -> None:
    said = refusal(SheetRefused(code, **PLACE))
    assert (said != "", "%(" in said, "bytes" in said) == (True, False, False)


def test_sizes_are_said_as_people_say_them() -> None:
    assert refusal(SheetRefused("too_large", **PLACE)) == "The file has 10.5\xa0MB; at most 10.0\xa0MB are read."


def test_what_the_library_tripped_over_is_not_shown() -> None:
    said = refusal(SheetRefused("damaged", found="KeyError"))
    assert said == "The workbook cannot be read. Open it, save it again as XLSX or CSV, and use that file."
