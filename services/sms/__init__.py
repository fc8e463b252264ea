"""SMS: short texts that cost money. Only who asked for them gets any, at most ten a day, until they answer STOP.

Nothing is imported here, so that a profile can use a part of this without the parts that use profiles.
"""
