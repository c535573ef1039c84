"""Moving points of the matrix in a browser: by arrow keys, by dragging, and back through time by the slider."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from stakeholders.models import Involvement
from tests.cast import Cast
from tests.factories.stakeholders import InvolvementFactory


def stored(page: Any, influence: int, interest: int) -> bool:
    """Whether the place gets into the database within ten seconds; the page is shown again by then."""
    for _try in range(100):
        current = Involvement.objects.current().get()
        if (current.influence, current.interest) == (influence, interest):
            page.wait_for_load_state()
            return True
        page.wait_for_timeout(100)
    return False


def test_points_move_by_keys_and_by_dragging(cast: Cast, page: Any, live_server: Any, sign_in: Callable) -> None:
    row = InvolvementFactory(pilot=cast.pilot, influence=5, interest=1, valid_from=dt.date(2026, 1, 1))
    sign_in(cast.manager)
    page.set_viewport_size({"width": 1280, "height": 1600})  # both ends of the drag in sight
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
    page.keyboard.press("Enter")
    by_keys = stored(page, 5, 2)
    page.get_by_role("button", name="Undo").first.wait_for()
    saved = place()
    point.drag_to(page.locator("td[data-influence='2'][data-interest='5']"))
    assert (moved, back, by_keys, saved, stored(page, 2, 5)) == (["4", "2"], ["5", "1"], True, ["5", "2"], True)
