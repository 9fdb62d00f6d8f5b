import tomllib
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parents[1] / "data" / "regions.toml"


def read_table() -> list[dict[str, str]]:
    """Return the table of regions: code, name, district, time_zone."""
    with TABLE.open("rb") as file:
        rows: list[dict[str, str]] = tomllib.load(file)["region"]
    return rows


def load_regions(model: Any) -> int:
    """Add the regions that are missing and return how many; rows that organisers edited stay as they are.

    `model` is passed in, so a migration can give its historical one.
    """
    known = set(model.objects.values_list("code", flat=True))
    missing = [model(**row) for row in read_table() if row["code"] not in known]
    model.objects.bulk_create(missing)
    return len(missing)
