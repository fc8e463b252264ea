"""One of the people of a session, as those who run it see them; and what they enter, note and write."""

from services.people.adding import LONGEST_NAME, Newcomer, Way, add, list_alike, valid_phone
from services.people.looking import PersonView, Room, find_by_reference, is_told, list_rooms, look
from services.people.noting import LONGEST_NOTE, About, note
from services.people.writing import LONGEST_MESSAGE, write

__all__ = [
    "LONGEST_MESSAGE",
    "LONGEST_NAME",
    "LONGEST_NOTE",
    "About",
    "Newcomer",
    "PersonView",
    "Room",
    "Way",
    "add",
    "find_by_reference",
    "is_told",
    "list_alike",
    "list_rooms",
    "look",
    "note",
    "valid_phone",
    "write",
]
