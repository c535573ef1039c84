"""One violation of each named constraint on what comes of surveys."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from surveys.models import (
    Code,
    Codebook,
    CodedText,
    Coding,
    GivenCode,
    JointCount,
    KeptCount,
    Response,
    Wave,
    WavePolicy,
    Webhook,
    WebhookDelivery,
)
from tests.constraints import twice
from tests.factories.accounts import UserFactory
from tests.factories.pilots import ProgrammeFactory
from tests.factories.surveys import answer, make_wave


def book() -> Codebook:
    return Codebook.objects.create(wave=make_wave(), question_code="idea")


def text_fields() -> dict[str, Any]:
    wave = make_wave()
    answer(wave)
    coding = Coding.objects.create(codebook=Codebook.objects.create(wave=wave, question_code="idea"))
    return {"coding": coding, "response": Response.objects.get(wave=wave), "position": 1}


def given(by: str, times: int = 1) -> None:
    text = CodedText.objects.create(**text_fields())
    code = Code.objects.create(codebook=text.coding.codebook, name="Parks", definition="Green")
    for _ in range(times):
        GivenCode.objects.create(text=text, code=code, by=by)


def one_coder_twice() -> None:
    user = UserFactory()
    Coding.objects.create(codebook=book(), first=user, second=user)


def joint(wave: Wave) -> dict[str, Any]:
    return {"wave": wave, "other_wave": wave, "rows": "a", "columns": "b", "computed_at": timezone.now()}


def kept(n: int) -> dict[str, Any]:
    return {"wave": make_wave(), "family": 1, "question_code": "rating", "period": "2026-05", "value": "4", "n": n}


def delivery(**fields: Any) -> dict[str, Any]:
    webhook = Webhook.objects.create(programme=ProgrammeFactory(), address="https://receiver.example/")
    return {"webhook": webhook, "event": "wave.closed", "key": "0" * 64} | fields


RESULT_VIOLATIONS: dict[str, Callable[[], object]] = {
    "codebook_version_once": lambda: twice(Codebook, wave=make_wave(), question_code="idea", version=1),
    "code_name_once": lambda: twice(Code, codebook=book(), name="Parks", definition="Green"),
    "coding_two_coders": one_coder_twice,
    "coded_text_once": lambda: twice(CodedText, **text_fields()),
    "given_code_once": lambda: given("first", times=2),
    "given_code_by_known": lambda: given("nobody"),
    "joint_count_once": lambda: twice(JointCount, **joint(make_wave())),
    "kept_count_once": lambda: twice(KeptCount, **kept(5)),
    "kept_count_of_some": lambda: KeptCount.objects.create(**kept(0)),
    "wave_policy_counts_known": lambda: WavePolicy.objects.create(wave=make_wave(), counts="sometimes"),
    "wave_policy_texts_known": lambda: WavePolicy.objects.create(wave=make_wave(), texts="sometimes"),
    "webhook_delivery_once": lambda: twice(WebhookDelivery, **delivery()),
    "webhook_event_known": lambda: WebhookDelivery.objects.create(**delivery(event="rain")),
    "webhook_delivery_state_known": lambda: WebhookDelivery.objects.create(**delivery(state="lost")),
}
