"""Schemas of tickets: schema-invalid, schema-unanchored-pattern, schema-untyped-property, schema-required-undefined."""

import jsonschema

TICKET = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "minlength": 1},
        "state": {"type": "string", "pattern": "^open|closed$"},
        "number": {"type": "string", "pattern": "^[0-9]{4}"},
    },
    "required": ["title"],
    "additonalProperties": False,
}
PERSON = {
    "type": "object",
    "properties": {
        "name": {"minLength": 1},
        "age": {"minimum": 0, "maximum": 150},
    },
    "required": ["nmae"],
}
ROOM = {
    "type": "object",
    "properties": {"floor": {"type": "integer"}},
    "required": ["floor", "door"],
}


def accepts(schema, document):
    """Whether a document is as a schema says."""
    return jsonschema.Draft202012Validator(schema).is_valid(document)


def ticket(document):
    """A ticket, checked."""
    jsonschema.validate(document, TICKET)
    return document["title"]


def person(document):
    """A person, checked."""
    jsonschema.validate(document, PERSON)
    return document.get("name")


def room(document):
    """A room, checked."""
    jsonschema.validate(document, ROOM)
    return document["floor"]
