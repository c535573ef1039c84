"""Log session, by button and by the key L, on every page of the workspace that the address list knows."""

from django.test import Client

from foundation.accounts.access import PUBLIC
from tests.cast import Cast
from tests.test_access import ENDPOINTS, address, address_parts, declared


def test_every_workspace_page_has_the_button_with_its_key(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    parts = address_parts(cast.pilot)
    # undoing and deleting take POST only, so reading all pages leaves all rows
    asked = [(pattern, client.get(address(pattern, parts))) for pattern, view in ENDPOINTS
             if declared(view) not in {None, PUBLIC}]
    for _pattern, answer in asked:
        if answer.streaming:  # a file; read to its end, which closes it
            b"".join(answer.streaming_content)
    pages = {
        pattern: answer.content.decode() for pattern, answer in asked
        if answer.status_code == 200 and "workspace.html" in {template.name for template in answer.templates}
    }
    without = [pattern for pattern, page in pages.items()
               if 'href="/programmes/own/sessions/log/" data-key="l"' not in page]
    assert (without, len(pages) > 40) == ([], True)
