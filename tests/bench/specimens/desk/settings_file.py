"""Settings from a file: unsafe-yaml-load."""

import yaml
from yaml import Loader, load


def settings(text):
    """The settings in a text."""
    return yaml.load(text, Loader=yaml.Loader)


def each(text):
    """Several documents."""
    return list(yaml.load_all(text, yaml.UnsafeLoader))


def first(path):
    """The settings of a file."""
    with open(path, encoding="utf-8") as file:
        return load(file, Loader)
