"""What a reviewer would not sign is a hint: the finding is there for those who look for it, and says nothing aloud."""

from __future__ import annotations

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.naming.styles import snake_case
from burnish_checks.policy import environment_for
from tests.loudness import loudness, messages


def test_pylint_names_its_checks_in_words() -> None:
    code = "LIMIT = 3\n\nimport os  # pylint: disable=wrong-import-position,unused-import\n\nprint(LIMIT)\n"
    assert not {"misplaced-import", "unused-import"} & set(loudness(code))
    assert {"misplaced-import", "unused-import"} <= set(loudness(code.replace("pylint: disable", "see")))


def test_where_names_are_mixed_each_is_a_hint() -> None:
    snake = "".join(f"def read_{letter}(): ...\n" for letter in "abcdefghijklmnopqrstuvwxyz")
    assert loudness(snake + "def _readAll(): ...\n")["function-name"] == ["information"]
    camel = "".join(f"def _read{letter}(): ...\n" for letter in "ABCDEFGH")
    assert set(loudness(snake + camel)["function-name"]) == {"hint"}


def test_an_override_of_the_own_base_is_a_hint() -> None:
    found = loudness("class A:\n    def _readAll(self): ...\n\nclass B(A):\n    def _readAll(self): ...\n")
    assert found["function-name"] == ["information", "hint"]


def test_of_the_imports_after_code_the_first_is_said_aloud() -> None:
    found = loudness("LIMIT = 3\n\nimport os\nimport re\n\nprint(os, re, LIMIT)\n")
    assert found["misplaced-import"] == ["information", "hint"]


def test_an_import_after_what_changes_where_modules_come_from_is_a_hint() -> None:
    for change in ("sys.modules['b'] = None", "sys.path = [p for p in sys.path if p]"):
        text = f"import sys\n\nLIMIT = 3\n{change}\nimport os\n\nprint(os, LIMIT)\n"
        assert loudness(text)["misplaced-import"] == ["hint"], change


def test_words_behind_nosec_are_no_codes() -> None:
    text = "import pickle\n\n\ndef load(path):\n    return pickle.load(open(path, 'rb'))  # nosec{}\n"
    assert "unsafe-pickle" in loudness(text.replace("  # nosec{}", ""))
    for behind in ("", " nosemgrep", " it is ours", " B301"):
        assert "unsafe-pickle" not in loudness(text.format(behind)), behind


def test_branches_that_each_take_another_variant_of_a_module_are_hints() -> None:
    text = "import sys\n\nif sys.version_info > (3, 8):\n    from new import *\nelse:\n    from {} import *\n\n\ndef go(): ...\n"
    assert set(loudness(text.format("old"))["star-import"]) == {"hint"}
    assert set(loudness(text.format("new"))["star-import"]) == {"information"}


def test_an_import_after_a_name_is_taken_away_is_a_hint() -> None:
    assert loudness("import json as a\n\ndel a\nimport os\n\nprint(os)\n")["misplaced-import"] == ["hint"]


def test_a_property_that_is_only_described_may_be_anything() -> None:
    text = "SHOP = {{'type': 'object', 'properties': {{'a': {{'type': 'string'}}, 'b': {{'{}': 'c'}}}}}}\n"
    assert loudness(text.format("description"))["schema-untyped-property"] == ["hint"]
    assert loudness(text.format("pattern"))["schema-untyped-property"] == ["information"]


def test_a_name_that_ends_in_one_of_mathematics_is_a_hint() -> None:
    text = "def go(a):\n    {0} = a + 1\n    expElog = make({0})\n    return expElog\n"
    assert "information" in loudness(text.format("e_log"))["variable-name"]
    assert set(loudness(text.format("Elog"))["variable-name"]) == {"hint"}


def test_what_is_imported_to_enable_something_has_an_effect() -> None:
    text = "from sklearn.experimental import {}\n\nprint(3)\n"
    assert loudness(text.format("enable_halving_search_cv"))["unused-import"] == ["hint"]
    assert loudness(text.format("halving_search_cv"))["unused-import"] == ["warning"]


def test_a_misspelt_keyword_that_checks_nothing_is_no_error() -> None:
    text = "SHOP = {{'type': 'object', 'properties': {{'a': {{'type': 'string', '{}': 'c'}}}}}}\n"
    assert loudness(text.format("descrition"))["schema-invalid"] == ["information"]
    assert loudness(text.format("patern"))["schema-invalid"] == ["error"]


def test_a_hint_that_a_comment_keeps_from_the_type_checker_is_meant() -> None:
    text = "def go(size: int = None):{}\n    return size\n"
    assert loudness(text.format(""))["implicit-optional"] == ["information"]
    assert loudness(text.format("  # type: ignore"))["implicit-optional"] == ["hint"]


def test_the_second_of_two_equal_remarks_is_a_hint() -> None:
    logs = "try:\n    load()\nexcept Exception:\n    log.error('one')\n    log.error('two')\n"
    assert loudness(logs)["logging-without-traceback"] == ["information", "hint"]
    reads = "import pickle\n\n\ndef read(f):\n    return pickle.load(f), pickle.load(f)\n"
    assert loudness(reads)["unsafe-pickle"] == ["information", "hint"]
    statuses = "def ask(status=404, url=''):\n    return url\n\n\ndef say(status=404, url=''):\n    return url\n"
    assert loudness(statuses)["magic-number"] == ["hint", "hint"]
    checks = "import ssl\n\n\ndef make(c):\n    c.check_hostname = False\n    c.verify_mode = ssl.CERT_NONE\n"
    assert loudness(checks)["insecure-tls"] == ["hint", "information"]


def test_of_one_list_the_first_is_said_aloud() -> None:
    caught = "try:\n    load()\nexcept (IOError, socket.error, OSError):\n    stop()\n"
    assert loudness(f"import socket\n\n{caught}")["redundant-handler"] == ["information", "hint"]
    hints = "def f(a: int = None, b: str = None):\n    return a, b\n"
    assert loudness(hints)["implicit-optional"] == ["information", "hint"]
    text = 'def f(a):\n    """Do.\n\n    :param b: B.\n    :param c: C.\n    :param a: A.\n    """\n'
    assert loudness(text)["stale-parameter"] == ["information", "hint"]


def test_what_is_there_for_errors_deals_with_one() -> None:
    text = "try:\n    load()\nexcept Exception:\n    {}.handle(request)\n"
    assert "broad-except" not in loudness(text.format("exceptions"))
    assert "broad-except" in loudness(text.format("requests"))


def test_a_getter_of_another_kind_of_property_may_take_the_class() -> None:
    text = "class A:\n    columns = classproperty()\n\n    @{}\n    def columns(cls):\n        return cls.a\n"
    assert "method-first-argument" not in loudness(text.format("columns.getter"))
    assert "method-first-argument" in loudness(text.format("property"))


def test_what_implements_an_interface_has_its_names() -> None:
    text = "{}\nclass Checker:\n    credentialInterfaces = (1,)\n\n    def check(self):\n        return 1\n"
    assert "class-attribute-name" not in loudness(text.format("@implementer(IChecker)"))
    assert "class-attribute-name" in loudness(text.format("@registered(IChecker)"))


def test_the_mark_of_gettext_is_told_to_those_who_ask() -> None:
    text = "from shop import MessageFactory as _\n\nprint(_('a'))\n"
    assert "import-alias-name" not in loudness(text)
    assert "import-alias-name" in loudness(text, select=("import-alias-name",))


def test_a_version_is_one_within_a_word_too() -> None:
    text = "def ask(x):\n    if x.{} >= 14:\n        return x.new()\n    return x.old()\n"
    assert "magic-number" not in loudness(text.format("bzvermajor"))
    assert "magic-number" in loudness(text.format("weight"))


def test_what_a_database_says_is_not_for_a_user() -> None:
    text = "try:\n    save()\nexcept {} as error:\n    raise ValidationError('It cannot be read.') from error\n"
    assert "uninformative-error" not in loudness(text.format("IntegrityError"))
    assert "uninformative-error" in loudness(text.format("OSError"))


def test_who_hands_the_exception_on_in_another_way_has_dealt_with_it() -> None:
    start = "try:\n    load()\nexcept Exception:\n    "
    for handler in ("later.errback(Failure())", "log(traceback=True)", "self.say('it failed', exc_info=True)"):
        assert "broad-except" not in loudness(f"{start}{handler}\n")
    assert loudness(f"{start}log(traceback=False)\n")["broad-except"] == ["warning"]
    crash = "def crash(name):\n    logger.exception(name)\n\n\n"
    assert "broad-except" not in loudness(f"{crash}{start}crash('load')\n")
    assert loudness(f"{crash.replace('exception', 'info')}{start}crash('load')\n")["broad-except"] == ["warning"]


def test_what_classes_of_one_base_are_called_is_the_projects_convention() -> None:
    few = "".join(f"class {name}(Section):\n    pass\n\n\n" for name in ("_one_a", "_Two", "_Three"))
    assert loudness(few)["class-name"] == ["information"]
    assert loudness("class _one_a:\n    pass\n\n\nclass _two_b:\n    pass\n")["class-name"] == ["hint"] * 2
    assert loudness(few.lower())["class-name"] == ["hint"] * 3


def test_a_class_of_classes_has_cls() -> None:
    text = "class Kind(make()):\n    def __instancecheck__(cls, one):\n        return True\n"
    assert "method-first-argument" not in loudness(text)


def test_an_interface_takes_no_self() -> None:
    text = "class IStore(Part):\n    def keep(goods):\n        {}\n"
    assert "method-first-argument" not in loudness(text.format('"""Keep the goods."""'))
    assert "method-first-argument" in loudness(text.format("return goods"))


def test_a_try_inside_a_handler_may_catch_what_is_raised() -> None:
    inner = "    try:\n        if a:\n            raise KeyError\n    except KeyError:\n        def f(): ...\n"
    text = f"try:\n    load()\nexcept KeyError:\n{inner}"
    assert "lost-cause" not in loudness(text)


def test_what_decorates_in_its_class_takes_no_self() -> None:
    text = "class A:\n    def kept(method):\n        return method\n\n    {}\n    def b(self):\n        pass\n"
    assert "method-first-argument" not in loudness(text.format("@kept"))
    assert "method-first-argument" in loudness(text.format("@other"))
    used = "class A:\n    def make(name):\n        return name\n\n    b = 1\n    {}\n"
    assert "method-first-argument" not in loudness(used.format("del make"))
    assert "method-first-argument" in loudness(used.format("del b"))


def test_what_twisted_logs_keeps_the_traceback() -> None:
    text = "try:\n    load()\nexcept Exception:\n    log.{}('no')\n    size = 0\n"
    assert "broad-except" not in loudness(text.format("failure"))
    assert "broad-except" in loudness(text.format("note"))


def test_functions_alone_tell_how_functions_are_called() -> None:
    snake = "".join(f"def open_{letter}_file(fileName, filePath, fileMode): ...\n" for letter in "abcd")
    assert "mixed-naming" not in loudness(snake)
    camel = "".join(f"def open{letter}File(fileName, filePath, fileMode): ...\n" for letter in "ABCD")
    assert "mixed-naming" in loudness(camel + "def close_file(fileName): ...\n")


def test_how_many_bits_there_are_needs_no_name() -> None:
    text = "def fits(value):\n    bits = value.{}()\n    return bits > 64\n"
    assert "magic-number" not in loudness(text.format("bit_length"))
    assert "magic-number" in loudness(text.format("measure"))
    assert "magic-number" not in loudness("def fits(struct):\n    assert struct.calcsize('II') == 18\n")


def test_a_method_put_into_a_class_has_the_name_that_is_looked_for() -> None:
    many = "".join(f"def open{letter}File(fileName): ...\n" for letter in "ABCDEFGH")
    text = many + "def fix(pdb):\n    def set_quit(self): ...\n\n    pdb.Pdb.{} = set_quit\n"
    assert loudness(text.format("set_quit"), naming_convention="camel")["mixed-naming"] == ["hint"]
    assert loudness(text.format("other"), naming_convention="camel")["mixed-naming"] == ["information"]
    assert loudness(text.format("other"))["mixed-naming"] == ["hint"]


def test_two_names_of_one_exception_are_both_needed_where_they_differ() -> None:
    text = "import asyncio\n\ntry:\n    load()\nexcept (TimeoutError, asyncio.TimeoutError):\n    stop()\n"
    assert "redundant-handler" not in loudness(text)
    assert "redundant-handler" in loudness(text, target_version=(3, 11))


def test_a_function_that_gets_the_text_of_an_error_deals_with_it() -> None:
    text = "try:\n    load()\n    go()\nexcept Exception:\n    text = {}()\n"
    assert "broad-except" not in loudness(text.format("get_error_message"))
    assert loudness(text.format("get_message"))["broad-except"] == ["warning"]


def test_what_fails_a_deferred_takes_the_exception_along() -> None:
    text = "from twisted.internet import defer\n\ntry:\n    load()\nexcept Exception:\n    done = defer.{}()\n"
    assert "broad-except" not in loudness(text.format("fail"))
    assert "broad-except" in loudness(text.format("gather"))


def test_an_assert_that_calls_its_failure_a_bug_checks_the_program() -> None:
    text = "def f(size):\n    assert size > 3, '{}: too small'\n    return size\n"
    assert "assert-as-validation" not in loudness(text.format("BUG"))
    assert "assert-as-validation" in loudness(text.format("Shop"))


def test_a_schema_that_only_describes_an_interface_may_be_open() -> None:
    schema = 'SHOP = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}}\n'
    schema += 'STRICT = {"type": "object", "properties": {}, "additionalProperties": False}\n'
    assert loudness(schema)["schema-open-object"] == ["warning"]
    assert loudness(f"import drf_spectacular\n\n{schema}")["schema-open-object"] == ["hint"]
    empty = 'SHOP = {"type": "object", "properties": {}}\n'
    assert set(loudness(empty).get("schema-open-object", ["hint"])) == {"hint"}


def test_a_lost_cause_is_named() -> None:
    def message(caught: str) -> str:
        return messages(f"try:\n    load()\nexcept{caught}:\n    raise KeyError(1)\n", "lost-cause")[0]

    assert "`(ValueError, OSError)` is handled" in message(" (ValueError, OSError)")
    assert "Raised while anything at all is handled" in message("")


def test_the_calendar_has_as_many_months_and_days_as_it_has() -> None:
    text = "def valid({0}):\n    return 1 <= {0} <= {1}\n"
    assert "magic-number" not in loudness(text.format("imon", 12))
    assert "magic-number" not in loudness(text.format("mday", 31))
    assert "magic-number" in loudness(text.format("weight", 31))


def test_another_site_posts_to_a_single_sign_on() -> None:
    start = "from django.views.decorators.csrf import csrf_exempt\n\n\n@csrf_exempt\ndef {}(request):\n"
    text = start + '    """{}"""\n    go()\n'
    assert loudness(text.format("complete", "Single sign-on."))["disabled-csrf"] == ["hint"]
    assert loudness(text.format("complete", "Pay."))["disabled-csrf"] == ["warning"]


def test_what_makes_the_digest_of_a_password_is_said_aloud() -> None:
    text = "import hashlib\n\n\ndef {}_password(password):\n    return hashlib.md5(password).hexdigest()\n"
    assert loudness(text.format("hash"))["weak-hash"] == ["warning"]
    assert loudness(text.format("check"))["weak-hash"] == ["information"]


def test_what_is_an_answer_has_no_cause_to_name() -> None:
    def of(raised: str, start: str = "") -> list[str]:
        return loudness(f"{start}\ntry:\n    find()\nexcept KeyError:\n    raise {raised}\n").get("lost-cause", [])

    assert of("LookError(1)") == ["warning"]
    assert of("HTTPFound('/')", "from webob.exc import HTTPFound\n") == ["hint"]
    assert of("exc.NotFound()", "from werkzeug import exceptions as exc\n") == ["hint"]
    assert of("forms.ValidationError('no')", "from django import forms\n") == ["hint"]
    assert of("Http404", "from django.http import Http404\n") == ["hint"]
    assert of("HTTPError(url)", "from urllib.error import HTTPError\n") == ["warning"]
    own = "from webob.exc import HTTPException\n\n\nclass Refusal(HTTPException):\n    code = 3\n\n\n"
    assert of("Refusal()", own) == ["hint"]
    snapshot = open_document(
        "import a\ntry:\n    a()\nexcept KeyError as exc:\n    raise HTTPGone()\n",
        environment_for("shop.py", Settings()),
    )
    finding = next(item.finding for item in snapshot.findings() if item.finding.rule.slug == "lost-cause")
    assert [fix.automatic for fix in finding.rule.fixes if fix.applies_to(finding)] == [False]


def test_names_of_mathematics_and_of_others_are_hints() -> None:
    def of(line: str) -> str:
        found = loudness(f"def act(self, data):\n    {line}\n")
        return "".join(found.get("variable-name", []))

    assert of("normSize = data") == "information"
    assert of("normMb = data") == of("blkAinv = data") == "hint"
    assert of("ownedPart = self.ownedPart") == "hint"
    assert loudness("class A:\n    def _setUp(self): ...\n")["function-name"] == ["hint"]
    assert (snake_case("numPDEs"), snake_case("As"), snake_case("getHTTPServer")) == (
        "num_pdes",
        "as_",
        "get_http_server",
    )


def test_an_assert_in_an_override_or_a_maker_of_decorators_is_internal() -> None:
    base = "class A:\n    def find(self, name, ns=None):\n        return 1\n\n\nclass B({}):\n"
    method = "    def find(self, name, ns=None):\n        assert ns in (1, None)\n        return name\n"
    assert loudness(base.format("A") + method)["assert-as-validation"] == ["hint"]
    assert loudness(base.format("") + method)["assert-as-validation"] == ["information"]
    maker = "def method(s):\n    assert issubclass(s, int)\n\n    def bind(f):\n        return f\n\n    return {}\n"
    assert loudness(maker.format("bind"))["assert-as-validation"] == ["hint"]
    assert loudness(maker.format("s"))["assert-as-validation"] == ["information"]


def test_an_import_among_others_is_not_what_is_caught() -> None:
    text = "def look():\n    try:\n        import shop.settings{}\n    except Exception:\n        return [1]\n    return []\n"
    assert "catch `ImportError`" in messages(text.format(""), "broad-except")[0]
    assert "ImportError" not in messages(text.format("\n        found = [x.rate]"), "broad-except")[0]


def test_a_probe_that_imports_and_asserts_is_a_hint() -> None:
    text = (
        "def colours():\n    try:\n        import curses\n\n        assert out.isatty()\n        curses.setupterm()\n"
        "    except Exception:\n        return False\n    else:\n        return True\n"
    )
    assert loudness(text)["broad-except"] == ["hint"]
    shows = "try:\n    load()\nexcept Exception:\n    echo(mako.exceptions.text_error_template().render())\n"
    assert "broad-except" not in loudness(shows)


def test_modules_by_their_whole_path_beside_each_other_register_themselves() -> None:
    two = "import shop.bin.one\nimport shop.bin.two\n\nprint(3)\n"
    assert loudness(two)["unused-import"] == ["hint", "hint"]
    assert loudness("import shop.bin.one\nimport os.path\n\nprint(3)\n")["unused-import"] == ["warning", "warning"]
    within = "def register():\n    import shop.bin.one\n    import shop.bin.two\n\n    print(3)\n"
    assert set(loudness(within)["unused-import"]) == {"hint"}


def test_one_guess_and_a_salt_are_no_secrets() -> None:
    taken = "def valid(asked):\n    auth_token = session.{}('auth_token')\n    return asked.auth_token == auth_token\n"
    assert loudness(taken.format("pop"))["timing-comparison"] == ["hint"]
    assert loudness(taken.format("get"))["timing-comparison"] == ["warning"]
    keyed = (
        "import hmac\n\n\ndef valid(self, name):\n    return hmac.new(self.{}, name, 'sha1').digest() == self.kept\n"
    )
    assert loudness(keyed.format("_salt"))["timing-comparison"] == ["hint"]
    assert loudness(keyed.format("_key"))["timing-comparison"] == ["warning"]
    helper = "import hmac\n\n\ndef sign(data):\n    return hmac.new(KEY, data, 'sha1').hexdigest()\n\n\n"
    use = "def valid(data, sig):\n    made = sign(data)\n    return made == sig\n"
    assert loudness(helper + use)["timing-comparison"] == ["warning"]


def test_what_a_line_says_of_itself_is_read() -> None:
    assert loudness("from shop import *  # these names are for the shell\n\nprint(1)\n")["star-import"] == ["hint"]
    assert loudness("from shop import *  # noqa: E501 too long\n\nprint(1)\n")["star-import"] == ["information"]
    raised = "try:\n    find()\nexcept KeyError as exc:\n    raise LookError(1)\n"
    assert loudness(raised)["unused-exception-name"] == ["hint"]


def test_a_comment_at_the_head_of_a_try_speaks_for_its_handler() -> None:
    text = "def look():\n    try:\n        {}\n        found = ask()\n    except Exception:\n        return 1\n"
    assert loudness(text.format("# where settings are not available"))["broad-except"] == ["hint"]
    assert loudness(text.format("# the first of two"))["broad-except"] == ["warning"]


def test_a_type_where_a_name_is_expected_is_no_stale_parameter() -> None:
    text = 'def go(data):\n    """Go.\n\n    :param {}:\n        What goes.\n    """\n'
    assert messages(text.format("models.entries"), "stale-parameter")
    for written in ("models.Entry", "models.Entry or models.Form", "shop.models.Entry"):
        assert not messages(text.format(written), "stale-parameter"), written


def test_the_first_parameter_that_may_be_none_tells_of_the_others() -> None:
    code = "def go(a: int = None{}) -> int:\n    return 1\n"
    first = "`a` may be None by its default, but not by its type hint"
    for rest, end in (
        ("", "."),
        (", b: str = None", "; so may `b`."),
        (", b: str = None, c: str = None", "; so may `b` and `c`."),
        (", b: str = None, c: str | None = None, d: int = None, e: int = None", "; so may `b` and 2 more."),
    ):
        assert messages(code.format(rest), "implicit-optional")[0] == first + end
