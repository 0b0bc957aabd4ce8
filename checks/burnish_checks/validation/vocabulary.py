"""The words of JSON Schema, of every draft, and what stands under each."""

from __future__ import annotations

SUBSCHEMA = frozenset(
    {"additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
     "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"}
)  # fmt: skip
"""Keywords whose value is a schema (or, for `items`, a list of them)."""

SUBSCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
SUBSCHEMA_MAPS = frozenset(
    {"$defs", "definitions", "dependentSchemas", "dependencies", "patternProperties", "properties"}
)

COMPOSED = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"})
"""Keywords under which a schema says only a part of what its instance must satisfy."""

KEYWORDS = (
    SUBSCHEMA
    | SUBSCHEMA_LISTS
    | SUBSCHEMA_MAPS
    | {"$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$recursiveAnchor", "$recursiveRef", "$ref",
       "$schema", "$vocabulary", "const", "contentEncoding", "contentMediaType", "default", "dependentRequired",
       "deprecated", "description", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "id",
       "maxContains", "maxItems", "maxLength", "maxProperties", "maximum", "minContains", "minItems", "minLength",
       "minProperties", "minimum", "multipleOf", "pattern", "readOnly", "required", "title", "type", "uniqueItems",
       "writeOnly", "disallow", "divisibleBy", "extends"}
)  # fmt: skip

COMPANIONS = frozenset(
    {"discriminator", "example", "externalDocs", "nullable", "xml", "name", "in", "style", "explode", "links", "method",
     "rel", "href", "media", "options", "order", "enumNames", "enumDescriptions", "markdownDescription", "version",
     "defaultSnippets", "errorMessage", "message", "messages", "ui", "widget", "label", "help", "comment", "comments",
     "errors", "types", "extra"}
)  # fmt: skip
"""Words that other vocabularies put beside them; never taken for a slip of the pen."""

CHECKED_FORMATS = frozenset(
    {"color", "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ip-address", "ipv4",
     "ipv6", "iri", "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference",
     "uri-template", "uuid"}
)  # fmt: skip
