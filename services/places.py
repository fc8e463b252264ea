"""Where: a place on the map as a link that everybody can open."""

OPEN_STREET_MAP = "https://www.openstreetmap.org"


def map_url(latitude: float, longitude: float) -> str:
    """A link to a shared location."""
    point = f"{latitude:.5f}", f"{longitude:.5f}"
    return f"{OPEN_STREET_MAP}/?mlat={point[0]}&mlon={point[1]}#map=17/{point[0]}/{point[1]}"
