"""Take a response back."""

from django.db import transaction

from pilots.actions.changes import note_change
from surveys.actions.receipts import hash_of_receipt
from surveys.actions.submit import definition_of, deltas_of
from surveys.models import CountDelta, Response, ResponseDraft, Wave


@transaction.atomic
def withdraw_response(*, wave: Wave, receipt: str) -> bool:
    """Delete the response to which the receipt belongs, with its counts; False where the wave has none such.

    Who answered, the code that pairs it, what was coded of its texts and a draft under its key go with it. Numbers that
    were released change with the next batch.
    """
    response = (
        Response.objects.select_for_update(of=("self",)).select_related("version")
        .filter(wave=wave, receipt_hash=hash_of_receipt(receipt)).first()
    )
    if response is None:
        return False
    CountDelta.objects.bulk_create(deltas_of(response, definition_of(response.version), sign=-1))
    ResponseDraft.objects.filter(wave=wave, response_id=response.pk).delete()
    response.delete()
    note_change(pilot=wave.pilot, reason="response")
    return True
