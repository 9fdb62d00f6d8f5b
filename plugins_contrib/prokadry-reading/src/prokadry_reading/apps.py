from django.utils.translation import gettext_lazy as _

from prokadry.plugins import PluginConfig


class ReadingConfig(PluginConfig):
    name = "prokadry_reading"
    label = "reading"
    verbose_name = _("reading")

    def ready(self) -> None:
        from courses.extensions import ActivityType, activity_types, completion_rules
        from prokadry.accounts.extensions import personal_data

        from . import receivers
        from .personal import ReadTexts
        from .rules import ReadingPace
        from .texts import reading_facts

        completion_rules.register(ReadingPace())
        personal_data.register(ReadTexts())
        activity_types.register(
            ActivityType(
                key="reading",
                label=_("Reading"),
                icon="document",
                rule=ReadingPace.key,
                facts=reading_facts,
                order=50,
                words={
                    "share": _("share of words to read"),
                    "wpm": _("fastest speed, words per minute"),
                    "read_words": _("words in the sections read"),
                    "required_words": _("words needed for credit"),
                    "words": _("words in the text"),
                    "read_sections": _("sections read"),
                    "sections": _("sections in the text"),
                    "confirmed_sections": _("of the sections read, confirmed with the button"),
                },
            )
        )
        receivers.connect()
