"""Form fields for where a person lives and which clock they live by."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..domain.zones import zone_choices
from ..enums import FederalDistrict
from ..models import Region
from ..models.user import validate_time_zone


class RegionSelect(forms.Select):
    """Marks every region with its time zone, so a script can compare it with the clock of the device."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        region = getattr(value, "instance", None)
        if region is not None:
            option["attrs"]["data-zone"] = region.time_zone
        return option


class DistrictIterator(ModelChoiceIterator):
    """Groups regions by federal district, in the official order of districts, with one query."""

    def __iter__(self) -> Any:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        regions = list(self.queryset)
        for district in FederalDistrict:
            group = [self.choice(region) for region in regions if region.district == district]
            if group:
                yield (district.label, group)


class RegionField(forms.ModelChoiceField):
    iterator = DistrictIterator
    widget = RegionSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Region.objects.all(), **{"empty_label": _("Choose from the list"), **kwargs})


class TimeZoneField(forms.ChoiceField):
    """One of the eleven clocks of the country, or any IANA name that the device reports.

    With `as_region` the first option leaves the zone to the region, and the cleaned value is "".
    """

    def __init__(self, *, as_region: bool = False, **kwargs: Any) -> None:
        self.as_region = as_region
        super().__init__(choices=self._list_choices, **{"required": not as_region, **kwargs})

    def _list_choices(self) -> list[tuple[str, str]]:
        first = [("", _("As in my region"))] if self.as_region else []
        return [*first, *zone_choices(now=timezone.now())]

    def offer(self, zone: str) -> None:
        """Add `zone` to the options, for a person who lives by none of the eleven clocks."""
        try:
            validate_time_zone(zone)
        except ValidationError:
            return
        first = [("", _("As in my region"))] if self.as_region else []
        self.choices = [*first, *zone_choices(now=timezone.now(), current=zone)]

    def valid_value(self, value: Any) -> bool:
        try:
            validate_time_zone(str(value))
        except ValidationError:
            return False
        return True
