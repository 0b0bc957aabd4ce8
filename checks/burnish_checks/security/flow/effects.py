"""What calls do to the data that goes through them, as tables: pass it on, make it harmless, or let none through.

Calls of dotted names that are in no table and not in the workspace let nothing through: a result that is
computed from untrusted data is mostly not that data.
"""

from __future__ import annotations

from burnish_checks.patterns import deferred
from burnish_checks.security.coded import CODERS
from burnish_checks.security.flow.beginnings import RESOLVED
from burnish_checks.security.flow.kinds import (
    ADDRESS,
    ALL,
    CODE,
    COMMAND,
    HTML,
    LDAP,
    LDAP_NAME,
    LOG,
    PATH,
    PATTERN,
    REDIRECT,
    REQUEST,
    SQL,
    TEMPLATE,
    XPATH,
)  # fmt: skip
from burnish_checks.security.flow.marks import (
    BEHIND_NAME,
    ESCAPED_QUOTES,
    MAY_HAVE_SCOPE,
    NO_PARENT,
    NO_SLASH,
    NO_SLASHES,
    QUOTED,
)
from burnish_checks.security.flow.pages import ESCAPED, QUOTES_LEFT

_MARKUP = frozenset({HTML, XPATH})
_AS_TEXT = _MARKUP | {ESCAPED}
_AS_TEXT_WITH_QUOTES = _AS_TEXT | {QUOTES_LEFT}
_URL_QUOTED = frozenset({HTML, SQL, COMMAND, XPATH, LDAP, LDAP_NAME, LOG, TEMPLATE, CODE})


OF_HOSTS_NUMBER = (ALL - {REQUEST, COMMAND}) | {MAY_HAVE_SCOPE}
"""What the number of a host cannot harm: any host may be written so, and behind a `%` any text."""


def _under(prefix: str, names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for name in names.split())


PASSES: frozenset[str] = frozenset(
    (
        *_under(
            "builtins",
            "str bytes bytearray list tuple set frozenset dict sorted reversed iter next zip map filter enumerate min max"
            " format repr ascii getattr memoryview sum vars compile",
        ),
        *_under("builtins.super()", "__new__"),
        *_under("flask", "stream_with_context"),
        *_under(
            "urllib.parse", "unquote unquote_plus unquote_to_bytes urljoin urlparse urlsplit urlunparse urlunsplit"
        ),
        *_under("urllib.parse", "parse_qs parse_qsl urldefrag"),
        *_under("urllib", "unquote unquote_plus"),
        *CODERS,
        *_under("json", "loads dumps load"),
        *_under("simplejson", "loads dumps load"),
        *_under("ujson", "loads dumps"),
        *_under("orjson", "loads dumps"),
        *_under("ast", "literal_eval parse walk iter_child_nodes Module Expression Interactive"),
        *_under("yaml", "safe_load safe_load_all"),
        *_under("tornado.httpclient", "HTTPRequest"),
        *_under("tornado.escape", "url_unescape xhtml_unescape json_decode utf8 to_unicode native_str to_basestring"),
        *_under("operator", "itemgetter() attrgetter() methodcaller()"),
        *_under("tomllib", "loads"),
        *_under("xmltodict", "parse"),
        *_under(
            "os.path",
            "join normpath abspath realpath expanduser expandvars dirname split splitext relpath commonprefix commonpath",
        ),
        *_under("posixpath", "join normpath"),
        *_under("os", "fspath fsencode fsdecode"),
        *_under("pathlib", "Path PurePath PosixPath PurePosixPath WindowsPath PureWindowsPath"),
        *_under("copy", "copy deepcopy"),
        *_under("html", "unescape"),
        *_under("textwrap", "dedent indent fill wrap"),
        *_under("io", "StringIO BytesIO TextIOWrapper BufferedReader"),
        *_under("collections", "OrderedDict defaultdict deque ChainMap Counter"),
        *_under(
            "itertools", "chain islice cycle repeat accumulate zip_longest product takewhile dropwhile filterfalse"
        ),
        *_under("functools", "reduce partial"),
        *_under("re", "sub subn split findall finditer match search fullmatch"),
        *_under("string", "Template Formatter capwords"),
        *_under("shlex", "split"),
        *_under("types", "SimpleNamespace MappingProxyType"),
        *_under("typing", "cast"),
        *_under("asyncio", "wait_for gather shield create_task ensure_future run run_coroutine_threadsafe"),
        *_under("dataclasses", "asdict astuple replace"),
        *_under("attrs", "asdict evolve"),
        *_under("csv", "reader DictReader"),
        *_under("cgi", "parse_header"),
        *_under("werkzeug.http", "parse_options_header"),
        *_under("email", "message_from_string message_from_bytes message_from_file"),
        *_under("xml.etree.ElementTree", "fromstring XML parse"),
        *_under("lxml.etree", "fromstring XML parse"),
        *_under("lxml.html", "fromstring"),
        *_under("defusedxml.ElementTree", "fromstring XML parse"),
        *_under("defusedxml.minidom", "parseString parse"),
        *_under("defusedxml.lxml", "fromstring parse"),
        *_under("xml.dom.minidom", "parseString parse"),
        *_under("yaml", "load full_load unsafe_load load_all"),
        *_under("pickle", "loads load"),
        *_under("toml", "loads"),
        *_under("tomli", "loads"),
        *_under("msgpack", "unpackb loads"),
        *_under("plistlib", "loads"),
        *_under("bs4", "BeautifulSoup"),
        *_under("markdown", "markdown"),
        *_under("mistune", "html markdown"),
        *_under("json.JSONDecoder()", "decode raw_decode"),
        *_under("django.utils.encoding", "force_str force_text smart_str force_bytes iri_to_uri"),
        *_under("six", "text_type ensure_str ensure_text ensure_binary"),
        *_under("markupsafe", "Markup"),
        *_under("flask", "Markup"),
        *_under("sqlalchemy", "text"),
        *_under("sqlalchemy.sql", "text"),
        *_under("yarl", "URL"),
        *_under("httpx", "URL"),
        *_under("http.cookies", "SimpleCookie"),
        *_under("configparser", "ConfigParser"),
        *_under("email.message", "EmailMessage"),
        *_under("unicodedata", "normalize"),
        *_under("struct", "unpack"),
        *_under("asgiref.sync", "sync_to_async async_to_sync"),
        *_under("zipfile", "ZipFile"),
        *_under("tarfile", "open"),
        *_under("operator", "itemgetter add concat"),
        *_under("orjson", "Fragment"),
        *_under("cbor2", "loads"),
        *_under("xml.sax.saxutils", "unescape"),
        *_under("quopri", "decodestring encodestring"),
        *_under("urllib.parse", "quote_from_bytes SplitResult ParseResult"),
        *_under("starlette.datastructures", "URL QueryParams FormData Headers"),
        *_under("werkzeug.datastructures", "MultiDict ImmutableMultiDict CombinedMultiDict Headers"),
        *_under("multidict", "MultiDict CIMultiDict"),
        *_under("django.http", "QueryDict"),
        *_under("werkzeug.urls", "url_parse url_unquote url_join"),
        *_under("furl", "furl"),
        *_under("inspect", "cleandoc"),
    )
)
"""Functions and classes whose result holds what went in."""

OF_SCHEMA = deferred(
    r"trafaret\.\w+\(\)(?:\.\w+\(\))*\.(?:async_)?(?:check(?:_and_return)?|transform)|voluptuous\.Schema\(\)(?:\.__call__)?"
    r"|schema\.Schema\(\)\.validate|colander\.\w+\(\)\.deserialize"
)
"""Methods that check data by a schema and give it back: which of it may be any text, the schema says."""

CLEANS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "html.escape", "markupsafe.escape", "markupsafe.escape_silent", "flask.escape", "jinja2.escape",
            "werkzeug.utils.escape", "django.utils.html.escape", "django.utils.html.conditional_escape",
            "django.utils.html.format_html", "tornado.escape.xhtml_escape", "bottle.html_escape",
            "markupsafe.Markup.escape", "flask.Markup.escape", "nh3.clean_text",
            *(f"{home}.Markup().{name}" for home in ("markupsafe", "flask", "jinja2") for name in ("format", "join")),
            "django.utils.html.format_html_join",
        ),
        _AS_TEXT,
    ),
    **dict.fromkeys(
        (
            "cgi.escape", "xml.sax.saxutils.escape", "bleach.clean", "nh3.clean", "bleach.Cleaner().clean",
            "bleach.sanitizer.Cleaner().clean", "nh3.Cleaner().clean", "django.utils.html.strip_tags",
        ),
        _AS_TEXT_WITH_QUOTES,
    ),
    **dict.fromkeys(
        (
            "django.utils.html.escapejs", "xml.sax.saxutils.quoteattr", "lxml.html.clean.Cleaner().clean_html",
            "lxml_html_clean.Cleaner().clean_html", "lxml_html_clean.clean_html", "html_sanitizer.Sanitizer().sanitize",
            "tornado.template.Template().generate", "lxml.html.clean.clean_html",
        ),
        _MARKUP,
    ),
    **dict.fromkeys(("shlex.quote", "pipes.quote", "shlex.join"), frozenset({COMMAND})),
    **dict.fromkeys(
        (
            "os.path.basename", "ntpath.basename", "posixpath.basename",
            "werkzeug.security.safe_join", "werkzeug.utils.safe_join", "flask.safe_join",
            "pathvalidate.sanitize_filepath", "django.utils._os.safe_join", "pathvalidate.sanitize_filename",
        ),
        frozenset({PATH}),
    ),
    **dict.fromkeys(
        ("werkzeug.utils.secure_filename", "werkzeug.secure_filename", "django.utils.text.get_valid_filename"),
        (ALL - {REQUEST, CODE}) | {QUOTED},
    ),  # letters, digits, `_`, `.` and `-` are left
    **dict.fromkeys(
        ("urllib.parse.quote", "urllib.parse.quote_plus", "urllib.quote", "urllib.quote_plus"), _URL_QUOTED | {QUOTED}
    ),
    "urllib.parse.urlencode": _URL_QUOTED | {REQUEST, REDIRECT, PATH},
    **dict.fromkeys(
        (
            "ldap.filter.escape_filter_chars", "ldap3.utils.conv.escape_filter_chars", "ldap.filter.filter_format",
        ),
        frozenset({LDAP}),
    ),
    **dict.fromkeys(("ldap.dn.escape_dn_chars", "ldap3.utils.dn.escape_rdn"), frozenset({LDAP_NAME})),
    **dict.fromkeys(("psycopg2.extensions.quote_ident", "psycopg2.extensions.adapt"), frozenset({SQL})),
    **dict.fromkeys(
        ("pymysql.converters.escape_string", "MySQLdb.escape_string", "pymysql.escape_string"),
        frozenset({ESCAPED_QUOTES}),
    ),
    "re.escape": frozenset({XPATH, LDAP, LDAP_NAME, PATTERN}),
    **dict.fromkeys(("slugify.slugify", "django.utils.text.slugify"), ALL),
    "flask.url_for": ALL,
    **dict.fromkeys(_under("socket", "getaddrinfo gethostbyname gethostbyname_ex"), frozenset({RESOLVED})),
    **dict.fromkeys(_under("ipaddress", "ip_address ip_network IPv6Address"), OF_HOSTS_NUMBER),
    "ipaddress.IPv4Address": OF_HOSTS_NUMBER | {COMMAND},
    "binascii.hexlify": ALL,
    **dict.fromkeys(("base64.urlsafe_b64encode", "base64.b32encode", "base64.b16encode"), ALL - {LOG}),
    **dict.fromkeys(("base64.b64encode", "base64.standard_b64encode"), ALL - {LOG, PATH, REDIRECT, REQUEST}),
    "json.dumps": frozenset({HTML, LOG, SQL, CODE, ESCAPED, QUOTES_LEFT}),  # `</script>` ends one.
    **dict.fromkeys(("flask.jsonify", "flask.json.jsonify", "quart.jsonify", "quart.json.jsonify"), frozenset({HTML})),
    **dict.fromkeys(("hmac.new", "hmac.digest"), ALL),
    "builtins.repr": frozenset({LOG}),
    "builtins.ascii": frozenset({LOG}),
}  # fmt: skip
"""Functions whose result can no longer harm some kinds of sink."""

CLEANING_METHODS: dict[str, frozenset[str]] = {
    "urlencode": CLEANS["urllib.parse.urlencode"],
    "temporary_file_path": frozenset({PATH}),
    "hex": ALL,
    **dict.fromkeys(("order_by", "limit", "offset"), frozenset({SQL})),
    **dict.fromkeys(("get_absolute_url", "url_for", "url_path_for"), ADDRESS),
}
"""Methods whose result can no longer harm some kinds of sink, whatever object has them."""
ESCAPING_METHODS: dict[str, frozenset[str]] = {"escape_string": frozenset({ESCAPED_QUOTES})}
"""The same of what they are passed: connections to databases have them."""

_OF_LETTERS = frozenset({QUOTED, NO_PARENT, NO_SLASH, NO_SLASHES, ESCAPED, ESCAPED_QUOTES})
"""What is known of a text by its letters, of which nothing is left once it is decoded: the letters are others."""
UNDOES: dict[str, frozenset[str]] = {
    **dict.fromkeys((*_under("os.path", "normpath abspath realpath"), "posixpath.normpath"), frozenset({BEHIND_NAME})),
    **dict.fromkeys(("html.unescape", "tornado.escape.xhtml_unescape"), _AS_TEXT_WITH_QUOTES),
    **dict.fromkeys(("json.loads", "tornado.escape.json_decode"), frozenset({HTML, LOG, SQL, CODE})),
    **dict.fromkeys(("builtins.bytes.fromhex", "builtins.bytearray.fromhex", "binascii.unhexlify"), ALL | _OF_LETTERS),
    **dict.fromkeys(
        _under("base64", "b64decode urlsafe_b64decode standard_b64decode b32decode b16decode"), ALL | _OF_LETTERS
    ),
    **dict.fromkeys(
        (
            "urllib.parse.unquote", "urllib.parse.unquote_plus", "urllib.parse.unquote_to_bytes", "urllib.unquote",
            "urllib.unquote_plus", "tornado.escape.url_unescape", "unicodedata.normalize",
        ),
        _URL_QUOTED | {PATH} | _OF_LETTERS,
    ),
}  # fmt: skip
"""Functions that bring back what the functions above took away."""

DIGESTS = frozenset({"digest", "hexdigest"})
"""Methods whose result vouches for the data, where it is compared, but does not hold it."""

READERS = frozenset(
    [
        "get",
        "getlist",
        "getall",
        "getone",
        "get_all",
        "pop",
        "setdefault",
    ]
)
"""Methods that read one key of the receiver, named first."""

SILENT_METHODS = frozenset(
    [
        "isdigit",
        "isalnum",
        "isalpha",
        "isnumeric",
        "isdecimal",
        "isidentifier",
        "isspace",
        "islower",
        "isupper",
        "startswith",
        "endswith",
        "find",
        "rfind",
        "index",
        "rindex",
        "count",
        "__len__",
        "bit_length",
        "exists",
        "is_file",
        "is_dir",
        "stat",
        "validate",
        "is_valid",
        "is_relative_to",
        "timestamp",
        "isoformat",
        "is_absolute",
        "close",
        "fileno",
        "tell",
        "seek",
    ]
)
"""Methods whose result tells of the data but does not hold it."""

MUTATORS = frozenset(
    [
        "append",
        "add",
        "extend",
        "insert",
        "update",
        "write",
        "writelines",
        "put",
        "appendleft",
        "extendleft",
        "push",
        "set",
        "set_data",
        "read_string",
        "read_dict",
        "put_nowait",
        "setdefault",
    ]
)
"""Methods after which the receiver holds the arguments."""

RECORD_MAKERS = frozenset({"collections.namedtuple()", "typing.NamedTuple()", "dataclasses.make_dataclass()"})
"""What makes classes whose objects hold what they are made of."""
