"""Panels of the course editor that show what the system knows."""

from typing import Any

from wagtail.admin.panels import MultiFieldPanel, Panel

from .extensions import VideoProvider, video_providers


class VideoStatusPanel(Panel):
    """Tells whether the chosen video can be watched already, and what went wrong if not."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field_name = field_name

    def clone_kwargs(self) -> dict[str, Any]:
        """Keep the field's name when Wagtail binds the panel to its model."""
        return {**super().clone_kwargs(), "field_name": self.field_name}

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/video_status_panel.html"

        def is_shown(self) -> bool:
            """Only once a video is chosen and saved."""
            return getattr(self.instance, f"{self.panel.field_name}_id") is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the video to what the template knows."""
            context = super().get_context_data(parent_context)
            return {**context, "video": getattr(self.instance, self.panel.field_name)}


class VideoAddressPanel(MultiFieldPanel):
    """A recording chosen by its address; there while something can play such recordings, or the page has one."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "courses/admin/video_address_panel.html"

        @property
        def providers(self) -> list[VideoProvider]:
            """Who can play a recording by its address."""
            return [provider for provider in video_providers if provider.example]

        def is_shown(self) -> bool:
            """Only where an address could be taken, so that nobody is asked for what would be refused."""
            return super().is_shown() and bool(self.instance.video_address or self.providers)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add who can play recordings by address, and whether the one chosen is without its provider."""
            context = super().get_context_data(parent_context)
            is_orphan = self.instance.video_provider and self.instance.video_provider not in video_providers
            return {**context, "providers": self.providers, "is_orphan": is_orphan}
