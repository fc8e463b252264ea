"""The running program: command line, settings, composition roots; imports everything, imported by nothing."""
