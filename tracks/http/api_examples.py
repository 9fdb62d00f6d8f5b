"""Answers as the guide of the API shows them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

COURSE = {"id": 3, "title": "Проектное управление"}
ENROLMENT: dict[str, Any] = {
    "id": 61,
    "participant": {"id": 88},
    "season": "2026",
    "track": "base",
    "level": "young",
    "enrolled_at": "2026-08-01T07:00:00Z",
    "required_total": 24,
    "required_done": 9,
    "recorded_total": 18,
    "recorded_done": 7,
    "missed_total": 1,
    "streams_total": 6,
    "streams_held": 2,
    "presence_percent": 86.4,
    "presence_best_percent": 95.4,
    "updated_at": "2026-08-25T15:04:12Z",
}

TRACKS = OpenApiExample(
    "base track",
    value={
        "id": 1,
        "key": "base",
        "title": "Базовый трек",
        "season": "2026",
        "courses": [COURSE],
        "activities": [
            {
                "id": 12,
                "required": True,
                "opens_at": "2026-08-03T06:00:00Z",
                "closes_at": "2026-08-27T21:00:00Z",
            }
        ],
    },
    response_only=True,
)
ENROLMENTS = OpenApiExample("enrolment", value=ENROLMENT, response_only=True)
PROGRESS = OpenApiExample(
    "progress",
    value={
        **ENROLMENT,
        "courses": [
            {
                "course": COURSE,
                "total": 4,
                "required_total": 3,
                "required_done": 1,
                "not_started": 1,
                "in_progress": 1,
                "completed": 1,
                "missed": 1,
                "excused": 0,
            }
        ],
    },
    response_only=True,
)
