"""Words that the scripts of the player need, in the language of the page. `{name}` is filled in by the script."""

from django.utils.translation import gettext as _


def plyr_texts() -> dict[str, object]:
    """Return every text of Plyr; it says those that are missing in English."""
    return {
        "restart": _("From the beginning"),
        "rewind": _("Back {seektime} s"),
        "play": _("Play"),
        "pause": _("Pause"),
        "fastForward": _("Forward {seektime} s"),
        "seek": _("Seek"),
        "seekLabel": _("{currentTime} of {duration}"),
        "played": _("Played"),
        "buffered": _("Loaded"),
        "currentTime": _("Current time"),
        "duration": _("Duration"),
        "volume": _("Volume"),
        "mute": _("Mute"),
        "unmute": _("Unmute"),
        "enableCaptions": _("Captions on"),
        "disableCaptions": _("Captions off"),
        "download": _("Download"),
        "enterFullscreen": _("Full screen"),
        "exitFullscreen": _("Leave full screen"),
        "frameTitle": _("Player: {title}"),
        "captions": _("Captions"),
        "settings": _("Settings"),
        "pip": _("Picture in picture"),
        "menuBack": _("Back to the previous menu"),
        "speed": _("Speed"),
        "normal": _("Normal"),
        "quality": _("Quality"),
        "loop": _("Repeat"),
        "start": _("Beginning"),
        "end": _("End"),
        "all": _("All"),
        "reset": _("Reset"),
        "disabled": _("Off"),
        "enabled": _("On"),
        "advertisement": _("Advertisement"),
        "qualityBadge": {"720": "HD"},
        "qualityLabel": {"0": _("Auto")},
    }


def player_texts() -> dict[str, str]:
    """Return what the page of a recording says while it is watched."""
    return {
        "credited": _("Credited {seen} of {total}"),
        "missing": _("Missing: {ranges}."),
        "nothing_missing": _("Every second is credited."),
        "left": _("Still to watch for credit: {left}."),
        "enough": _("This is enough for credit."),
        "and": _("{list} and {last}"),
        "more": _("more: {count}"),
        "film": _("Credited {seen} of {total}: {ranges}"),
        "film_empty": _("Nothing credited yet of {total}"),
        "film_skipped": _("need not be watched: {ranges}"),
        "from_to": _("from {start} to {end}"),
        "watch_from": _("Watch from {start}"),
        "watch_gap": _("Watch {start}–{end}"),
        "chapter_done": _("Credited"),
        "chapter_part": _("Missing {ranges}"),
        "chapter_open": _("Not begun"),
        "completed_title": _("Completed: enough has been watched"),
        "completed_text": _("You may watch the rest whenever you like; the result will not change."),
        "superseded_title": _("Watching goes on elsewhere"),
        "superseded_text": _(
            "You opened a webinar in another tab or on another device, and only one is credited at a time. What you "
            "watched here before is kept."
        ),
        "watch_here": _("Watch here"),
        "sign_in_title": _("You are signed out"),
        "sign_in_text": _(
            "What you watch now is not credited. Sign in again; the lecture will go on where you stopped."
        ),
        "sign_in": _("Sign in"),
        "over_title": _("The time for this activity is over"),
        "over_text": _(
            "What was watched before the deadline is credited. You may watch on, but it does not count."
        ),
        "refused_title": _("Watching is not credited now"),
        "refused_text": _(
            "The server did not accept the session. Reload the page; if that does not help, write to us."
        ),
        "broken_title": _("The video does not load"),
        "broken_text": _("Check the connection. If the page has been open for long, reload it."),
        "reload": _("Reload the page"),
        "unsupported_title": _("This browser cannot play the video"),
        "unsupported_text": _("Update the browser or open the page in another one."),
        **_duration_texts(),
        **_saving_texts(),
    }


def embed_texts(label: str) -> dict[str, str]:
    """Return what the page says of a player that belongs to another site, called `label`."""
    names = {"label": label}
    return {
        "embed_title": _("Player: {title}"),
        "embed_silent_title": _("The player of %(label)s does not answer") % names,
        "embed_silent_text": _(
            "What you watch in it is not credited. Reload the page; if that does not help, another network or browser "
            "may."
        ),
        "embed_broken_title": _("%(label)s does not show the video") % names,
        "embed_broken_text": _(
            "It may be closed or not allowed in your country. What you have watched is credited. Write to the "
            "organisers."
        ),
        "embed_length_title": _("The length of the video is not right"),
        "embed_length_text": _(
            "The player says {reported}, the page says {written}. Change the length of the video in the editor, or "
            "participants may be unable to complete it. Only staff see this."
        ),
    }


def _duration_texts() -> dict[str, str]:
    return {"days": _("{n} d"), "hours": _("{n} h"), "minutes": _("{n} min"), "seconds": _("{n} s")}


def _saving_texts() -> dict[str, str]:
    """Return what the line at the film says of what is saved and what waits."""
    return {
        "saving_saved": _("Saved"),
        "saving_at": _("at {time}."),
        "saving_sending": _("Sending…"),
        "saving_what": _("{waiting} of viewing."),
        "saving_offline": _("No connection."),
        "saving_busy": _("The server is busy."),
        "saving_nothing": _("All you have watched is saved."),
        "saving_idle": _("Watching is not credited yet; it will be as soon as the server answers."),
        "saving_waiting": _(
            "{waiting} of viewing wait to be sent. Do not close the page: all of it counts if it can be sent "
            "within {left}."
        ),
        "saving_lost": _(
            "{lost} of viewing came too late: we heard nothing for over 15 minutes. You can watch it again."
        ),
    }


def live_texts() -> dict[str, str]:
    """Return what the page of a live stream says."""
    return {
        "starts_in": _("We start in {left}"),
        "starts_now": _("We are starting"),
        "present_pct": _("You have been present for {percent} of the stream"),
        "present_none": _("Presence is not counted yet"),
        "absent": _("Absent: {ranges}."),
        "never_absent": _("You have not missed a minute so far."),
        "film": _("Present {ranges}"),
        "film_empty": _("Not present yet"),
        "elapsed": _("{now} of {total}"),
        "check_in_ok": _("Check-in accepted."),
        "check_in_wrong": _("This is not the code of this minute. Check the digits and try again."),
        "check_in_format": _("The code has six digits."),
        "check_in_closed": _("No check-in is open now. The host will say when the next code is shown."),
        "check_in_absent": _("We do not see you in the stream yet. Wait half a minute and try again."),
        "check_in_fast": _("Too often. Try again in {seconds} s."),
        "check_in_lost": _("No connection. Try again."),
        "check_in_count": _("Check-ins: {done} of {required}."),
        "superseded_title": _("The page must be reloaded"),
        "superseded_text": _("Presence is not counted on this page any more."),
        "not_streaming_title": _("The broadcast has not appeared yet"),
        "not_streaming_text": _(
            "We try again every few seconds; presence is counted while the page is open."
        ),
        "presence_marked": _("You are marked present"),
        "presence_idle": _("Presence is not counted yet; it will be as soon as the server answers."),
        "presence_grace": _(
            "The last mark is good until {time}: if we hear from you before, nothing is missed."
        ),
        "presence_absent": _(
            "Since {time} you count as absent; presence goes on as soon as the server answers."
        ),
        "prompt_title": _("Are you here?"),
        "prompt_alert": _(
            "Are you here? Press the button “Yes, I am here” right after the player within {seconds} seconds."
        ),
        "prompt_left": _("Answer within {left}. If you do not, the percent stays as it is."),
        "prompt_lost": _("The answer did not get through. Press again, there are {left} left."),
        "prompt_thanks": _("Thank you, noted."),
        "prompt_missed": _("At {time} we asked whether you were here. The percent has stayed as it was."),
        "ended": _("The stream is over. The page is about to show the result."),
    }
