"""Sections of the INI files in which older tools are configured."""

from __future__ import annotations


def section_of(text: str, name: str) -> dict[str, str] | None:
    """The settings in a section; None where there is no such section, or the file cannot be read."""
    import configparser  # few projects have such a file, and a run that recalls all is over before it is loaded

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return dict(parser.items(name)) if parser.has_section(name) else None
