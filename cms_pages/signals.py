"""What happened to public content. Handlers run at once, inside the transaction that changed it."""

from prokadry.plugins.signals import GuardedSignal

public_content_changed = GuardedSignal()
"""Sent without arguments by any app, yours too, after it changed what public pages show: a season, a list of
directions. Cached pages are thrown away when the surrounding transaction commits.
"""
