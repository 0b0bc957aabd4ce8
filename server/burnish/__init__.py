"""burnish: the ways in to the engine, as a language server and as a command line."""

__version__ = "0.1.0"
