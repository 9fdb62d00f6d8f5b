from pathlib import Path

from prokadry.plugins import PluginConfig


class GraphiteConfig(PluginConfig):
    name = "prokadry_theme_graphite"
    label = "graphite"

    def ready(self) -> None:
        from prokadry.ui.themes import read_theme, themes

        themes.register(read_theme(Path(__file__).parent / "graphite"))
