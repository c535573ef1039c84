"""Issue codes for the exit survey beforehand, and take each once."""

import secrets
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from engagement.models import Session
from engagement.models.sessions import CODE_ALPHABET
from foundation.audit.record import record
from surveys.models.exit_codes import ExitCode

LENGTH = 8  # of 31 signs: about 850 billion codes
MOST = 500  # codes of one batch


@transaction.atomic
def issue_exit_codes(*, session: Session, number: int, by: Any) -> list[str]:
    """Make ``number`` new codes and return them, for this once, in an order by chance: only hashes are kept.

    The rows lie in the order of their hashes, so that their place says nothing either. Raises ValueError outside
    1 … MOST.
    """
    if not 1 <= number <= MOST:
        raise ValueError(f"A batch has 1 to {MOST} codes.")
    codes: set[str] = set()
    while len(codes) < number:
        codes.add("".join(secrets.choice(CODE_ALPHABET) for _place in range(LENGTH)))
    ExitCode.objects.bulk_create(
        ExitCode(session=session, code_hash=code_hash) for code_hash in sorted(hash_of_code(code) for code in codes)
    )
    record("exit_codes.issue", session, by=by, number=number)
    shuffled = sorted(codes)
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled


def exit_code(code: str) -> ExitCode | None:
    """The stored code however it is typed; None for an unknown one."""
    found = ExitCode.objects.filter(code_hash=hash_of_code(code))
    return found.select_related("session__pilot__programme", "session__method").first()


def use_exit_code(code: ExitCode) -> bool:
    """Take the code; False where it was taken before. Call inside the transaction that stores the answers."""
    return ExitCode.objects.filter(pk=code.pk, is_used=False).update(is_used=True) == 1


def hash_of_code(code: str) -> str:
    """What is stored: keyed, so that a copy of the table alone gives no code away. Case and dashes do not matter."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return salted_hmac("surveys.exit-code", plain, algorithm="sha256").hexdigest()
