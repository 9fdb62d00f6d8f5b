"""What kind of evidence an activity takes: asked of the registry, never guessed from its type's name."""

from courses.enums import SessionKind
from courses.extensions import Text, activity_types, session_kind_of
from courses.models import Activity


def is_recorded(activity: Activity) -> bool:
    """Tell whether the activity is a recording; an uninstalled type is neither recording nor stream."""
    return session_kind_of(activity.type) == SessionKind.RECORDED


def is_stream(activity: Activity) -> bool:
    """Tell whether presence in the activity is measured."""
    return session_kind_of(activity.type) == SessionKind.LIVE


def list_types(kind: SessionKind) -> frozenset[str]:
    """Return the keys of all installed types of one kind, for queries that never load the activity."""
    return frozenset(entry.key for entry in activity_types if entry.session_kind == kind)


def label_of(activity: Activity) -> Text:
    """Return one word for the activity; the stored key when its plugin is gone."""
    entry = activity_types.find(activity.type)
    return entry.label if entry else activity.type


def icon_of(activity: Activity) -> str:
    """Return the icon of the activity's type."""
    entry = activity_types.find(activity.type)
    return entry.icon if entry else "film"
