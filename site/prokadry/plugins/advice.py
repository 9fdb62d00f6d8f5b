"""What whoever runs the site can do about a plugin that is off."""

from .discovery import Failure

ADVICE = {
    "absent": "Install its distribution with pip, or take the name out of PROKADRY_PLUGINS.",
    "manifest": "Install a version of the plugin whose plugin.toml is valid; its author can run plugins doctor.",
    "api": "Install a version of the plugin made for this version of the product.",
    "dependencies": "Install and turn on what it needs, in the versions it needs.",
    "import": "Its code cannot be imported: install what it lacks, or another version of it.",
    "models": "Its models cannot be imported: install what they need, or another version of the plugin.",
    "ready": "It raised while it registered itself: read the log, then install another version of it.",
    "migrations": "Run manage.py migrate and restart; when that is no help, install another version of the plugin.",
}
OTHERWISE = "Read the log, then install another version of the plugin."


def advice_for(failure: Failure) -> str:
    """Return one sentence that says what to do."""
    return ADVICE.get(failure.stage, OTHERWISE)
