"""What `imsmanifest.xml` says: the version of SCORM, and the one object to play."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from .archive import BadPackage, inner_path

NAME = "imsmanifest.xml"
V12, V2004 = "1.2", "2004"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
TITLE_MAX, QUERY_MAX, LAUNCH_DATA_MAX = 255, 2_000, 4_096


@dataclass(frozen=True)
class Manifest:
    """What to play, and how.

    entry        path of the first page inside the package; `query` is added to its address, with its "?"
    launch_data  what the package wants to be given at its start
    mastery      the score that passes by the package itself: 0–100 in 1.2, -1–1 in 2004, None where it says nothing
    """

    version: str
    title: str
    entry: str
    query: str
    launch_data: str
    mastery: float | None


def read_manifest(data: bytes) -> Manifest:
    """Return what a manifest says. Raises BadPackage: it says why the package cannot be played here."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadPackage(
            _("imsmanifest.xml cannot be read: it is damaged, or holds a DTD or entities.")
        ) from error
    version = _version(root)
    item, resource = _only_object(root)
    bases = [
        part.get(XML_BASE, "") for part in (root, _child(root, "resources"), resource) if part is not None
    ]
    address = ""
    for base in [*bases, resource.get("href", "")]:
        address = urljoin(address, base.strip())
    parts = urlsplit(address)
    entry = inner_path(unquote(parts.path))
    if parts.scheme or parts.netloc or not entry:
        raise BadPackage(
            _("The package begins at an address outside of itself: “%(address)s”.")
            % {"address": address[:200]}
        )
    return Manifest(
        version=version,
        title=_title(root, item),
        entry=entry,
        query=_joined(parts.query, item.get("parameters", "").strip()),
        launch_data=_text(item, "datafromlms")[:LAUNCH_DATA_MAX],
        mastery=_mastery(item, version),
    )


def _version(root: Element) -> str:
    metadata = _child(root, "metadata")
    said = _text(metadata, "schemaversion").lower() if metadata is not None else ""
    namespaces = {part.tag.partition("}")[0] for part in root.iter()} | {
        name.partition("}")[0] for part in root.iter() for name in part.attrib
    }
    if said in ("1.2", "1.1") or (not said and any("adlcp_rootv1p2" in one for one in namespaces)):
        return V12
    if said.startswith(("2004", "cam 1.3")) or (not said and any("adlcp_v1p3" in one for one in namespaces)):
        return V2004
    raise BadPackage(
        _("The package names no version of SCORM that can be played here: 1.2 or 2004 (it says “%(said)s”).")
        % {"said": said[:40]}
    )


def _only_object(root: Element) -> tuple[Element, Element]:
    """The one item of the default organisation that leads to something to play, and its resource."""
    resources = {
        one.get("identifier"): one for one in root.iter() if _local(one.tag) == "resource" and one.get("href")
    }
    items = [
        one
        for one in _organisation(root).iter()
        if _local(one.tag) == "item" and one.get("identifierref") in resources
    ]
    if not items:
        raise BadPackage(_("The package names nothing to play: no item of its contents leads to a page."))
    if len(items) > 1:
        raise BadPackage(
            _(
                "The package consists of %(count)s objects with results of their own; only packages of one can be "
                "played. Export the course as one object (SCO), or each part as a package."
            )
            % {"count": len(items)}
        )
    resource = resources[items[0].get("identifierref")]
    kinds = [value for name, value in resource.attrib.items() if _local(name).lower() == "scormtype"]
    if kinds and kinds[0].lower() != "sco":
        raise BadPackage(
            _(
                "The package only shows something and reports no result: its object is an “%(kind)s”, not a “sco”."
            )
            % {"kind": kinds[0][:20]}
        )
    return items[0], resource


def _organisation(root: Element) -> Element:
    organisations = _child(root, "organizations")
    if organisations is None:
        return Element("organization")
    found = [one for one in organisations if _local(one.tag) == "organization"]
    default = organisations.get("default")
    named = [one for one in found if one.get("identifier") == default]
    return [*named, *found, Element("organization")][0]


def _title(root: Element, item: Element) -> str:
    title = _text(_organisation(root), "title") or _text(item, "title")
    return " ".join(title.split())[:TITLE_MAX]


def _mastery(item: Element, version: str) -> float | None:
    said = _text(item, "masteryscore") if version == V12 else _measure(item)
    try:
        value = float(said)
    except ValueError:
        return None
    low, high = (0, 100) if version == V12 else (-1, 1)
    return value if low <= value <= high else None


def _measure(item: Element) -> str:
    """The score that the primary objective of a 2004 object asks for."""
    for one in item.iter():
        if _local(one.tag) == "primaryObjective" and one.get("satisfiedByMeasure") == "true":
            return _text(one, "minnormalizedmeasure") or "1.0"
    return ""


def _joined(query: str, parameters: str) -> str:
    more = parameters.lstrip("?&")
    both = "&".join(part for part in (query, more) if part and not part.startswith("#"))
    return f"?{both}"[:QUERY_MAX] if both else ""


def _child(element: Element, name: str) -> Element | None:
    return next((one for one in element if _local(one.tag) == name), None)


def _text(element: Element, name: str) -> str:
    found = (one.text for one in element if _local(one.tag).lower() == name)
    return (next(found, None) or "").strip()


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]
