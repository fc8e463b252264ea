"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold for one subject, such as `quota 7`."""

    rule: str
    subject: str
    detail: str
