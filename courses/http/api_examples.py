"""Answers as the guide of the API shows them."""

from drf_spectacular.utils import OpenApiExample

COURSE = {"id": 3, "title": "Проектное управление"}

COURSES = OpenApiExample(
    "course",
    value={
        **COURSE,
        "url": "https://example.org/courses/proektnoe-upravlenie/",
        "position": 5,
        "updated_at": "2026-08-01T07:00:00Z",
    },
    response_only=True,
)
ACTIVITIES = OpenApiExample(
    "recorded webinar",
    value={
        "id": 12,
        "type": "webinar",
        "title": "Паспорт проекта: цель, сроки, риски",
        "url": "https://example.org/courses/proektnoe-upravlenie/pasport-proekta/",
        "course": COURSE,
        "opens_at": "2026-08-03T06:00:00Z",
        "closes_at": "2026-08-27T21:00:00Z",
        "starts_at": None,
        "ends_at": None,
        "duration_s": 3120.0,
        "rev": 7,
    },
    response_only=True,
)
COMPLETIONS = OpenApiExample(
    "recorded webinar",
    value={
        "id": 4501,
        "participant": {"id": 88},
        "activity": {
            "id": 12,
            "type": "webinar",
            "title": "Паспорт проекта: цель, сроки, риски",
            "url": "https://example.org/courses/proektnoe-upravlenie/pasport-proekta/",
        },
        "course": COURSE,
        "track": "base",
        "season": "2026",
        "state": "in_progress",
        "share": 0.7949,
        "completed_at": None,
        "closes_at": "2026-08-27T21:00:00Z",
        "rule": {"key": "watched_share", "version": 1},
        "evidence": {"seen_s": 2480, "required_s": 2964, "duration_s": 3120},
        "updated_at": "2026-08-25T15:04:12Z",
    },
    response_only=True,
)
