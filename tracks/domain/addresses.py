"""E-mail addresses out of whatever an organiser has: a column, a table, a pasted letter."""

import re
from dataclasses import dataclass

ADDRESS = re.compile(r"[^\s<>,;:|\"'()\[\]]+@[^\s<>,;:|\"'()\[\]@]+\.[^\s<>,;:|\"'()\[\]@]+")


@dataclass(frozen=True)
class Address:
    """One address, in small letters, with the number of the line it stands in; "" where a line has none."""

    line: int
    email: str
    text: str


def decode_list(raw: bytes) -> str:
    """Return the text of an uploaded list: UTF-8, UTF-16 with its mark, or CP1251, as Russian Excel saves it.

    Raises UnicodeDecodeError for what is no text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in raw:
            raise
        return raw.decode("cp1251")


def read_addresses(text: str) -> list[Address]:
    """Return every address of a list in order; a line without one is there with an empty address.

    Cells may be parted by commas, semicolons, tabs or spaces, names may stand beside the addresses. Empty
    lines are passed over, and so is a heading: the first line, if it has no address and another one has.
    """
    found: list[Address] = []
    for number, line in enumerate(text.splitlines(), start=1):
        shown = line.strip()
        emails = [match.strip(".").lower() for match in ADDRESS.findall(shown)]
        if shown.strip(',;\t"'):
            found += [Address(number, email, shown) for email in emails or [""]]
    if len(found) > 1 and not found[0].email and "@" not in found[0].text:
        return found[1:]
    return found
