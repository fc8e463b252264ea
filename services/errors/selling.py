"""What can be refused about packages."""

from services.errors import DomainError
from services.translator import mark


class PackageNotUnderstood(DomainError):
    template = mark(
        "I need four things with commas between: name, credits, price, days. For example: Ten classes, 10, 150, 90"
    )


class PackageFree(DomainError):
    template = mark("A package needs a price. To give credits away, make places free instead.")


class PackageOver(DomainError):
    template = mark("This package is not sold any more.")
