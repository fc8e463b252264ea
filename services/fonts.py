"""A typeface with the letters of all our languages. It comes with matplotlib, which need not be loaded for it."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def path(name: str) -> Path:
    """The file of "DejaVuSans" or "DejaVuSans-Bold"."""
    found = find_spec("matplotlib")
    assert found
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0], "mpl-data", "fonts", "ttf", f"{name}.ttf")
