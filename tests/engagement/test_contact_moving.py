"""Moving points of the matrix in a browser: by arrow keys, by dragging, and back through time by the slider."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from stakeholders.models import Involvement
from tests.cast import Cast
from tests.factories.stakeholders import InvolvementFactory


def test_points_move_by_keys_and_by_dragging(cast: Cast, page: Any, live_server: Any, sign_in: Callable) -> None:
    row = InvolvementFactory(pilot=cast.pilot, influence=5, interest=1, valid_from=dt.date(2026, 1, 1))
    sign_in(cast.manager)
    page.goto(f"{live_server.url}/pilots/own-here/influence/")
    point = page.locator(f"[data-point='{row.stakeholder_id}']")

    def place() -> list[str]:
        return point.evaluate("point => Object.values({...point.closest('[data-influence]').dataset}).slice(0, 2)")

    point.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    moved = place()
    page.keyboard.press("Escape")
    back = place()
    page.keyboard.press("ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    saved = place()
    with page.expect_navigation():
        point.drag_to(page.locator("td[data-influence='2'][data-interest='5']"))
    current = Involvement.objects.current().get()
    assert (moved, back, saved, (current.influence, current.interest)) == (["4", "2"], ["5", "1"], ["5", "2"], (2, 5))
