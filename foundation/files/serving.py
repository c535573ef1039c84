"""Send a stored file so that a browser cannot take it for a page of ours."""

from django.http import FileResponse, Http404

from foundation.files.models import StoredFile

# only these are shown in the page, and only as we wrote them
SHOWN = frozenset({"image/jpeg", "image/png"})


def file_response(stored: StoredFile, *, small: bool = False, public: bool = False) -> FileResponse:
    """The content of ``stored``: pictures that we wrote ourselves are shown, all else is downloaded.

    ``small``: its thumbnail, the picture itself where there is none yet. The caller has asked for the permission.
    Raises Http404 where the content is gone.
    """
    field = stored.thumbnail if small and stored.thumbnail else stored.file
    is_shown = stored.is_picture and stored.content_type in SHOWN
    try:
        content = field.open("rb")
    except FileNotFoundError as error:
        raise Http404("The content of this file is gone.") from error
    answer = FileResponse(
        content, as_attachment=not is_shown, filename=stored.name,
        content_type=_type_of(str(field.name)) if is_shown else "application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"
    return answer


def _type_of(name: str) -> str:
    return "image/png" if name.endswith(".png") else "image/jpeg"
