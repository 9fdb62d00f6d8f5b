from prokadry.plugins import PluginConfig


class EmbedsConfig(PluginConfig):
    name = "prokadry_embeds"
    label = "embeds"

    def ready(self) -> None:
        from courses.extensions import video_providers

        from .providers import RuTube, VkVideo, YouTube

        for provider in (RuTube(), VkVideo(), YouTube()):
            video_providers.register(provider)
