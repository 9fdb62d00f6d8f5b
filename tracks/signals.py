"""What happened to seasons."""

from prokadry.plugins.signals import GuardedSignal

season_copied = GuardedSignal()
"""Sent with `source` and `target` (Season) and `days` (int): a season was copied, and its dates lie that many days of
Moscow's calendar later. It is sent inside the transaction, after all that the core writes, so what a receiver writes
is there together with the season, or not at all.
"""
