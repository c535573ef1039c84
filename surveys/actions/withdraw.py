"""Take a response back."""

from django.db import transaction

from pilots.actions.changes import note_change
from surveys.actions.receipts import hash_of_receipt
from surveys.actions.submit import definition_of, deltas_of
from surveys.models import CountDelta, Response, Wave


@transaction.atomic
def withdraw_response(*, wave: Wave, receipt: str) -> bool:
    """Delete the response to which the receipt belongs, with its counts; False where the wave has none such."""
    response = (
        Response.objects.select_for_update(of=("self",)).select_related("version")
        .filter(wave=wave, receipt_hash=hash_of_receipt(receipt)).first()
    )
    if response is None:
        return False
    CountDelta.objects.bulk_create(deltas_of(response, definition_of(response.version), sign=-1))
    response.delete()
    note_change(pilot=wave.pilot, reason="response")
    return True
