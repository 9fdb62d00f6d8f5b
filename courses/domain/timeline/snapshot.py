"""A timeline as plain data, to be kept beside an appeal for ever."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from .read import Timeline

VERSION = 1


def take_snapshot(timeline: Timeline, *, now: datetime) -> dict[str, Any]:
    """Return state, numbers, rule and timeline as JSON can keep them; instants as ISO 8601 in UTC."""
    row = timeline.completion
    return _plain(
        {
            "version": VERSION,
            "taken_at": now,
            "activity": {"type": timeline.activity.type, "title": timeline.activity.title},
            "state": str(row.state),
            "share": row.share,
            "completed_at": row.completed_at,
            "closes_at": row.closes_at,
            "rule": {"key": row.rule_key, "version": row.rule_version, "params": row.rule_params},
            "evidence": row.evidence,
            "recorded": asdict(timeline.recorded) if timeline.recorded else None,
            "live": asdict(timeline.live) if timeline.live else None,
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
