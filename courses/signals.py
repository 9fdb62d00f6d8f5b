"""What happened in courses. Handlers run after the transaction that made it true has committed."""

from prokadry.plugins.signals import GuardedSignal

activity_changed = GuardedSignal()
"""Sent with `activity`: an Activity was published, changed, moved, unpublished, or its page was deleted."""

completion_changed = GuardedSignal()
"""Sent with `participant_ids` (a set of user ids) and `activity_ids` (a set): results in their Completion rows
changed. It is not sent for somebody who was, and still is, in the middle of it, however much further they got.
"""
