"""Keep the code that somebody made for the answers to which their receipt belongs."""

from collections.abc import Sequence

from django.db import transaction

from surveys.actions.receipts import hash_of_receipt
from surveys.models import PairingCode, Response, Wave
from surveys.pairing import hash_of_code


@transaction.atomic
def keep_pairing_code(*, wave: Wave, receipt: str, parts: Sequence[str]) -> bool:
    """Store the hash of a code beside a response, replacing an earlier one; False where no answers have the receipt.

    parts: as `surveys.pairing.made_uniform` gives them. The words themselves are stored nowhere.
    """
    response = Response.objects.select_for_update().filter(wave=wave, receipt_hash=hash_of_receipt(receipt)).first()
    if response is None:
        return False
    code_hash = hash_of_code(parts, pilot=wave.pilot_id, questionnaire=wave.questionnaire_id)
    PairingCode.objects.update_or_create(
        response=response,
        defaults={"pilot_id": wave.pilot_id, "questionnaire_id": wave.questionnaire_id, "code_hash": code_hash},
    )
    return True
