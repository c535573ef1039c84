"""Receipts: made from the response's key, so that the same submission gets the same receipt; only a hash is kept."""

import base64
import hashlib
import uuid

from django.utils.crypto import salted_hmac


def receipt_of(response_id: uuid.UUID) -> str:
    """Sixteen letters and digits in four groups (80 bits), for example ``K3FQ-7ABD-2QXN-M5TC``."""
    digest = salted_hmac("surveys.receipt", str(response_id), algorithm="sha256").digest()
    text = base64.b32encode(digest[:10]).decode()
    return "-".join(text[start:start + 4] for start in range(0, 16, 4))


def hash_of_receipt(receipt: str) -> str:
    """What is stored; case, spaces and dashes do not matter."""
    return hash_of_token("".join(receipt.upper().replace("-", "").split()))


def hash_of_token(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
