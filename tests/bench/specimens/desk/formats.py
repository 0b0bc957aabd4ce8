"""Formats that nobody checks: schema-format-unchecked."""

import jsonschema
from jsonschema import Draft7Validator, validate

MEETING = {"type": "object", "properties": {"day": {"type": "string", "format": "date"}}}


def meeting(document):
    """A meeting, checked."""
    jsonschema.validate(document, MEETING)
    return document["day"]


def again(document):
    """The same by another name."""
    validate(instance=document, schema=MEETING)
    return document["day"]


def is_meeting(document):
    """Whether it is one."""
    return Draft7Validator(MEETING).is_valid(document)
