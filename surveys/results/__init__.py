"""What may be shown of a wave's answers. Everything rests on released counts; what is of few people is withheld."""

from surveys.results.questions import (
    QuestionResult,
    ValueResult,
    question_results,
    released_counts,
    response_counts,
)

__all__ = ["QuestionResult", "ValueResult", "question_results", "released_counts", "response_counts"]
