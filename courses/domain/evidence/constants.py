"""The numbers of the evidence rules; changing one changes what past facts mean, so they are not settings."""

from typing import Final

SLOT_S: Final = 5
SLOT_MS: Final = SLOT_S * 1000
UNIT_MS: Final = 1000
MAX_RATE: Final = 2

CLOCK_SLACK_MS: Final = 2_000
STALE_MS: Final = 15 * 60 * 1000
SESSION_MAX_MS: Final = 6 * 60 * 60 * 1000
SESSION_SLOTS: Final = SESSION_MAX_MS // SLOT_MS

MAX_RANGES: Final = 4
MAX_SLOTS: Final = 256
SLOT_MEDIA_MS: Final = MAX_RATE * SLOT_MS + 250
SLOT_UNITS: Final = MAX_RATE * SLOT_S + 1
END_TOLERANCE_MS: Final = 1_500
BODY_MAX: Final = 64 * 1024
# JavaScript cannot name larger integers exactly, so an honest page never sends one.
INTEGER_LIMIT: Final = 2**53

PING_S: Final = 30
LIVE_SLOT_S: Final = 15
LIVE_SLOT_MS: Final = LIVE_SLOT_S * 1000
LIVE_COVER_MS: Final = 75_000
# How soon after an outage of ours somebody must be back to have stayed.
OUTAGE_RETURN_MS: Final = 90_000

CODE_DIGITS: Final = 6
CODE_MINUTES: Final = 3

PROMPT_PERIOD_S: Final = 20 * 60
PROMPT_S: Final = 90

# Slots that came later than this after their end are counted for organisers; they are credited all the same.
DELAYED_MS: Final = 60_000
