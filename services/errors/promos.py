"""What can be refused about promo codes."""

from services.errors import DomainError
from services.translator import mark


class CodeUnknown(DomainError):
    template = mark("I do not know this code here. Perhaps a letter got lost?")


class CodeOver(DomainError):
    template = mark("This code does not hold any more.")


class CodeUsed(DomainError):
    template = mark("You have used this code already.")


class CodeTaken(DomainError):
    template = mark("There is such a code already. Please choose another word.")


class CodeWordNotUnderstood(DomainError):
    template = mark("The code is one word of 2 to 32 letters and digits, without a space. For example: SPRING")


class CodeNotUnderstood(DomainError):
    template = mark("I need a word and what it takes off, with a comma between. For example: SPRING, 20%, 50, 30")
