"""Methods of a programme's own: added, offered, no longer offered; the catalogue stays as it is."""

from typing import Any

import pytest
from django.test import Client

from engagement.models import Method
from tests.cast import Cast
from tests.factories.engagement import SessionFactory

PAGE = "/programmes/own/methods/"


def own(cast: Cast) -> list[tuple[Any, ...]]:
    return list(Method.objects.filter(programme=cast.programme).order_by("pk").values_list(
        "code", "kind", "name", "definition", "is_active"))


def offered(cast: Cast) -> set[str]:
    return set(Method.objects.for_programme(cast.programme).values_list("code", flat=True))


def test_an_own_method_is_added_and_retired_and_stays_with_its_sessions(cast: Cast, client: Client) -> None:
    Method.objects.create(code="sauna_talk", name={"en": "Something else"})
    client.force_login(cast.coordinator)
    client.post(PAGE, {"name": "Sauna talk", "kind": "method", "definition": "Talk in the heat."})
    assert own(cast) == [
        ("sauna_talk_2", "method", {"en": "Sauna talk"}, {"en": "Talk in the heat."}, True)]
    method = Method.objects.get(programme=cast.programme)
    session = SessionFactory(pilot=cast.pilot, method=method)
    client.post(f"{PAGE}{method.pk}/", {"active": "0"})
    session.refresh_from_db()
    assert ("sauna_talk_2" in offered(cast), session.method) == (False, method)
    client.post(f"{PAGE}{method.pk}/", {"active": "1"})
    assert "sauna_talk_2" in offered(cast)


@pytest.mark.parametrize(("data", "sentence"), [
    ({"name": "workshop", "kind": "method"}, "There is one of this name already."),
    ({"name": "  ", "kind": "method"}, "This field is required."),
    ({"name": "New", "kind": "dance"}, "Select a valid choice."),
])
def test_a_wrong_method_is_refused(cast: Cast, client: Client, data: dict[str, str], sentence: str) -> None:
    Method.objects.create(code="workshop", name={"en": "Workshop"})
    client.force_login(cast.coordinator)
    page = client.post(PAGE, data).content.decode()
    assert (sentence in page, own(cast)) == (True, [])


def test_a_method_of_the_catalogue_cannot_be_switched_off(cast: Cast, client: Client) -> None:
    method = Method.objects.create(code="workshop", name={"en": "Workshop"})
    client.force_login(cast.coordinator)
    assert client.post(f"{PAGE}{method.pk}/", {"active": "0"}).status_code == 404
    assert Method.objects.get().is_active is True


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(
    cast: Cast, client: Client, django_assert_num_queries: Any, number: int
) -> None:
    for name in range(number):
        Method.objects.create(programme=cast.programme, code=f"own_{name}", name={"en": f"Own {name}"})
        Method.objects.create(code=f"all_{name}", name={"en": f"All {name}"})
    client.force_login(cast.coordinator)
    with django_assert_num_queries(10):
        page = client.get(PAGE).content.decode()
    assert page.count("Offer it no longer") == number
