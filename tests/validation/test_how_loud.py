"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

import pytest

from tests.loudness import loudness, messages


def test_a_property_that_is_only_described_may_be_anything() -> None:
    text = "SHOP = {{'type': 'object', 'properties': {{'a': {{'type': 'string'}}, 'b': {{'{}': 'c'}}}}}}\n"
    assert loudness(text.format("description"))["schema-untyped-property"] == ["hint"]
    assert loudness(text.format("pattern"))["schema-untyped-property"] == ["information"]


def test_a_misspelt_keyword_that_checks_nothing_is_no_error() -> None:
    text = "SHOP = {{'type': 'object', 'properties': {{'a': {{'type': 'string', '{}': 'c'}}}}}}\n"
    assert loudness(text.format("descrition"))["schema-invalid"] == ["information"]
    assert loudness(text.format("patern"))["schema-invalid"] == ["error"]


def test_a_schema_that_only_describes_an_interface_may_be_open() -> None:
    schema = 'SHOP = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}}\n'
    schema += 'STRICT = {"type": "object", "properties": {}, "additionalProperties": False}\n'
    assert loudness(schema)["schema-open-object"] == ["warning"]
    assert loudness(f"import drf_spectacular\n\n{schema}")["schema-open-object"] == ["hint"]
    empty = 'SHOP = {"type": "object", "properties": {}}\n'
    assert set(loudness(empty).get("schema-open-object", ["hint"])) == {"hint"}


def test_a_request_of_which_a_variable_was_tested_has_the_key() -> None:
    code = (
        "from django.http import HttpResponse\n\n\ndef page(request):\n    path = request.GET.get('path')\n{}"
        "    return HttpResponse(request.GET['path'] + str(path))\n"
    )
    assert "unvalidated-request-input" in loudness(code.format(""))
    guard = "    if path is None:\n        return HttpResponse('no')\n"
    assert "unvalidated-request-input" not in loudness(code.format(guard))


def test_an_assert_that_a_handler_waits_for_checks_a_request() -> None:
    text = (
        "import flask\n\n\n@app.post('/')\ndef plug():\n    try:\n        info = flask.request.get_json()\n        {}\n"
        "    except Exception as exc:\n        raise BadRequest('no') from exc\n    return plug(info['mac'])\n"
    )
    assert "unvalidated-request-input" in loudness(text.format("print(info)"))
    assert "unvalidated-request-input" not in loudness(text.format("assert 'mac' in info"))


OPENED = (
    'SERVER = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 2}}, "required": ["a"]}\n'
    'CLOSED = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 2}}, "additionalProperties": False}\n'
)


@pytest.mark.parametrize(("path", "severity"), [("src/shop/models/a.py", "warning"), ("src/shop/openapi/a.py", "hint")])
def test_the_description_of_an_interface_leaves_objects_open(path: str, severity: str) -> None:
    assert loudness(OPENED, path)["schema-open-object"] == [severity]


BODY = (
    "from aiohttp import web\n\n\nasync def hook(request: web.Request) -> web.Response:\n    data = await request.json()\n"
    "    return web.json_response({'a': data['a']})\n"
)


def test_what_else_a_request_may_lack_is_a_hint() -> None:
    assert loudness(BODY)["unvalidated-request-input"] == ["warning", "hint"]


def test_a_part_of_a_request_under_a_name_is_not_its_body() -> None:
    code = "from flask import request\n\n\ndef view():\n    return int(request.args.get({}, 1))\n"
    for key, what in (("PAGE", "this part of the request"), ("'page'", "`page` of the request")):
        (message,) = messages(code.format(key), "unvalidated-request-input")
        assert what in message
