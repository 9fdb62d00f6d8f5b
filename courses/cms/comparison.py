"""Snapshots side by side: what was credited when an appeal was filed, when it was decided, and now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from prokadry.ui.clock import deadline_clocks, format_instant
from prokadry.ui.numbers import NO_VALUE, format_pct, format_share, format_timecode

from ..enums import CompletionState

Snapshot = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One number in words, in each of the snapshots; `differs` when it has changed."""

    label: str
    values: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def compare(snapshots: Sequence[Snapshot], *, zone: ZoneInfo) -> list[Line]:
    """Return state, share, deadline and every number of the evidence, in the order of the snapshots."""
    names = dict.fromkeys(name for snapshot in snapshots for name in snapshot.get("evidence") or {})
    lines = [
        Line(_("State"), [_state(snapshot.get("state")) for snapshot in snapshots]),
        Line(_("Share"), [format_share(snapshot.get("share")) for snapshot in snapshots]),
        *(
            Line(_label(name), [_number(name, (snapshot.get("evidence") or {}).get(name)) for snapshot in snapshots])
            for name in names
        ),
        Line(_("Deadline"), [_deadline(snapshot.get("closes_at"), zone) for snapshot in snapshots]),
        Line(_("Completed at"), [_instant(snapshot.get("completed_at"), zone) for snapshot in snapshots]),
        Line(_("Rule"), [_rule(snapshot.get("rule")) for snapshot in snapshots]),
    ]  # fmt: skip
    return [line for line in lines if set(line.values) != {NO_VALUE}]


def film_of(snapshot: Snapshot) -> tuple[int, list[list[int]]]:
    """Return the length and the credited ranges of a snapshot, for a strip; (0, []) where nothing is measured."""
    record, stream = snapshot.get("recorded"), snapshot.get("live")
    if record:
        return record["duration_s"], record["seen"]
    return (stream["duration_s"], stream["present"]) if stream else (0, [])


def _state(state: str | None) -> str:
    return str(CompletionState(state).label) if state in CompletionState.values else state or NO_VALUE


def _label(name: str) -> str:
    labels = {
        "seen_s": _("Credited, of a recording"),
        "required_s": _("Needed for credit"),
        "duration_s": _("Length of the recording"),
        "countable_s": _("Length that counts"),
        "marked_slots": _("Stretches present"),
        "countable_slots": _("Stretches that count"),
        "excused_slots": _("Stretches excused"),
        "percent": _("Percent of presence"),
    }
    return labels.get(name, name)


def _number(name: str, value: Any) -> str:
    if value is None:
        return NO_VALUE
    if name.endswith("_s") and isinstance(value, int):
        return format_timecode(value)
    return format_pct(value) if name == "percent" else str(value)


def _deadline(value: str | None, zone: ZoneInfo) -> str:
    return deadline_clocks(datetime.fromisoformat(value), zone).own if value else NO_VALUE


def _instant(value: str | None, zone: ZoneInfo) -> str:
    return format_instant(datetime.fromisoformat(value), zone) if value else NO_VALUE


def _rule(rule: dict[str, Any] | None) -> str:
    return f"{rule['key']}, {rule['version']}" if rule else NO_VALUE
