"""Survey API: read what a wave asks, post a response. Open to anybody, like the survey's page."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from engagement.models import Session
from surveys.actions.submit import (
    ConflictError,
    InvalidAnswersError,
    UnknownVersionError,
    WaveClosedError,
    submit_response,
)
from surveys.answering import may_be_rated
from surveys.api.serializers import ReceiptSerializer, SubmissionSerializer, WaveSerializer
from surveys.choices import AnswerChannel
from surveys.limits import SUBMISSIONS, WRONG_CODES, address_of
from surveys.models import Wave
from surveys.public import published_wave, session_with


class SubmissionThrottle(BaseThrottle):
    """Generous per address and survey; the same limit as the page's."""

    def allow_request(self, request: Request, view: Any) -> bool:
        return SUBMISSIONS.add(f"{address_of(request._request)} {view.kwargs['wave_slug']}")

    def wait(self) -> float:
        return 60.0


class SurveyView(APIView):
    """What the wave asks now."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes: list[Any] = []

    @extend_schema(responses=WaveSerializer)
    def get(self, request: Request, wave_slug: str) -> ApiResponse:
        wave = published_wave(wave_slug)
        return ApiResponse({
            "slug": wave.slug, "title": wave.version.definition.get("title", {}), "pilot": wave.pilot.slug,
            "version": wave.version.number, "open": wave.accepts_at(), "definition": wave.version.definition,
        })


class ResponsesView(APIView):
    """Take in one response: 201, or 200 with the same receipt for the same again."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [SubmissionThrottle]

    @extend_schema(
        request=SubmissionSerializer,
        responses={
            201: ReceiptSerializer, 200: ReceiptSerializer,
            400: OpenApiResponse(description="The body or an answer does not fit; ``questions`` has a sentence each."),
            403: OpenApiResponse(description="The survey takes no answers now."),
            404: OpenApiResponse(description="No such survey, or no such session code."),
            409: OpenApiResponse(description="Other answers were sent before under this id."),
        },
    )
    def post(self, request: Request, wave_slug: str) -> ApiResponse:
        wave = published_wave(wave_slug)
        body = SubmissionSerializer(data=request.data)
        if not body.is_valid():
            return refusal(400, "invalid", "The submission is not valid.", fields=body.errors)
        session = None
        if code := body.validated_data["feedback_code"]:
            session = None if WRONG_CODES.is_over(address_of(request._request)) else session_of(wave, code)
            if session is None:
                WRONG_CODES.add(address_of(request._request))
                return refusal(404, "unknown_session", "No session of this pilot has this code.")
        return take_in(wave, body.validated_data, session)


def session_of(wave: Wave, code: str) -> Session | None:
    """The session of the wave's pilot with this short code."""
    session = session_with(code)
    fits = session is not None and session.pilot_id == wave.pilot_id and may_be_rated(session)
    return session if fits else None


def take_in(wave: Wave, data: dict[str, Any], session: Session | None) -> ApiResponse:
    """Submit, and say what happened in the words of HTTP."""
    try:
        receipt = submit_response(
            wave=wave, response_id=data["id"], version=data["version"], language=data["language"],
            answers=data["answers"], channel=AnswerChannel.API, session=session,
        )
    except InvalidAnswersError as error:
        return refusal(400, "invalid", "Some answers do not fit the questionnaire.", questions=error.errors)
    except UnknownVersionError as error:
        return refusal(400, "invalid", "The submission is not valid.", fields={"version": [str(error)]})
    except WaveClosedError as error:
        return refusal(403, "closed", str(error))
    except ConflictError as error:
        return refusal(409, "conflict", str(error))
    return ApiResponse({"id": str(data["id"]), "receipt": receipt.code}, status=201 if receipt.is_new else 200)


def refusal(status: int, code: str, detail: str, **more: Any) -> ApiResponse:
    return ApiResponse({"code": code, "detail": detail} | more, status=status)
