"""What is known of a person: all of it as a document, or nothing any more."""

from services.privacy.erasing import Impact, erase, impact_of_erasing
from services.privacy.exporting import export

__all__ = ["Impact", "erase", "export", "impact_of_erasing"]
