"""The icon set: 24-unit grid, drawn by stroke. An icon stands beside a word or has a label."""

ICONS: dict[str, str] = {
    "alert": '<path d="M12 3L22 20H2z"/><path d="M12 10v4M12 17v.5"/>',
    "arrow-left": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "arrow-right": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "bell": '<path d="M6 17V10a6 6 0 0 1 12 0v7l2 1H4zM10 21h4"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>',
    "check": '<path d="M4 12.5l5.5 5.5L20 7"/>',
    "chevron": '<path d="M6 9l6 6 6-6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l4 2"/>',
    "contrast": '<circle cx="12" cy="12" r="8"/><path d="M12 4v16A8 8 0 0 0 12 4z" fill="currentColor"/>',
    "cross": '<path d="M5 5l14 14M19 5L5 19"/>',
    "document": '<path d="M6 3h8l5 5v13H6zM14 3v5h5"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>',
    "external": '<path d="M13 4h7v7M20 4l-9 9M18 14v6H4V6h6"/>',
    "eye": '<path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12z"/><circle cx="12" cy="12" r="2.5"/>',
    "film": '<path d="M3 4h18v16H3zM7 4v16M17 4v16M3 9h4M3 15h4M17 9h4M17 15h4"/>',
    "half": (
        '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" stroke="none"/>'
    ),
    "home": '<path d="M4 11l8-7 8 7v9H4z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7v.5"/>',
    "key": '<circle cx="8" cy="15" r="4"/><path d="M11 12l9-9M16 7l3 3"/>',
    "mail": '<path d="M3 5h18v14H3zM3 6l9 7 9-7"/>',
    "menu": '<path d="M3 6h18M3 12h18M3 18h18"/>',
    "news": '<path d="M4 4h13v16H4zM17 9h3v9l-2 2M8 8h5M8 12h5M8 16h5"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.5"/>'
        '<path d="M2 20c0-8 14-8 14 0M16 5a3.5 3.5 0 0 1 0 6.5M19 20c0-3-1-5-3-6"/>'
    ),
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-9 16-9 16 0"/>',
    "pin": '<path d="M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11z"/><circle cx="12" cy="10" r="2.5"/>',
    "play": '<path d="M7 4.5v15l12-7.5z"/>',
    "rss": '<path d="M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14"/><path d="M5 18.5v.5h.5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "settings": (
        '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>'
    ),
    "sign-out": '<path d="M10 4H4v16h6M9 12h11M16 8l4 4-4 4"/>',
    "subtitles": '<path d="M5 7h14M5 12h14M5 17h9"/>',
}


class UnknownIconError(Exception):
    """There is no icon of that name; the message lists those there are."""


def icon_body(name: str) -> str:
    """Return the inside of the SVG. Raises UnknownIconError."""
    try:
        return ICONS[name]
    except KeyError:
        raise UnknownIconError(f"No icon {name!r}; there are {', '.join(ICONS)}") from None
