"""The places of plugins in INSTALLED_APPS: `prokadry.plugins.slots.NAME` is the guarded app of plugin NAME."""


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(name)
    from .lifecycle import load_config

    return load_config(name)
