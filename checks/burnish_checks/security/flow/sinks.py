"""Where untrusted data does harm, as tables: dotted names and methods, the arguments that matter, and when.

To teach burnish a library, add a `Sink`. `names` are dotted names as imports tell them; `methods` count on any
receiver, in files that import one of `modules` if some are given. `receivers` are words one of which the receiver's
symbol must hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from burnish_checks.security.flow import kinds
from burnish_checks.security.flow.answering import DJANGO
from burnish_checks.security.flow.dangers import (
    Danger,
    any_part,
    asked_about,
    by_client,
    entities_resolved,
    features_on,
    fed,
    from_path,
    host_target,
    html_body,
    html_if_said,
    html_written,
    if_location,
    in_command,
    in_exec,
    installed_only,
    location_header,
    of_handler,
    outside_sandbox,
    path_only,
    redirect_target,
    request_target,
    taken_as_safe,
    text_only,
    unsafe_loader,
    unsafe_yaml_kind,
    view_or_address,
    weights_and_more,
    where_of_mongo,
    with_pickle,
    within_name,
)

OAUTH_ERROR = "a redirect by an error of OAuth"
"""What answers by leading the visitor on to the address that it was made with."""
_OAUTH_ERRORS = (
    "OAuth2Error InvalidRequestError InvalidScopeError AccessDeniedError UnauthorizedClientError InvalidGrantError"
)


@dataclass(frozen=True)
class Sink:
    """One dangerous call."""

    kind: str
    label: str
    names: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    slots: tuple[tuple[int | None, str], ...] = ((0, ""),)
    """Positions and keywords of the arguments that matter; `(None, "*")` is the receiver."""
    danger: Danger = any_part
    modules: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """The last words of what is called."""
        return frozenset(name.rpartition(".")[2] for name in self.names) | self.methods


def names(prefix: str, members: str) -> frozenset[str]:
    """The members under a prefix as dotted names."""
    return frozenset(f"{prefix}.{member}" for member in members.split())


_RAW = ((0, "query"), (0, "sql"), (0, "raw_query"))
_EXTRA = ((None, "where"), (None, "select"), (None, "tables"), (None, "order_by"))
ASKED_FOR, A_PROGRAM, SENT_FILE = "an LDAP query", "a program", "a file sent"
_RECEIVER: tuple[tuple[int | None, str], ...] = ((None, "*"),)
_REQUESTS = "get post put patch delete head options"


_LOG_METHODS = ("debug", "info", "warning", "warn", "error", "critical", "exception", "log")


def _sinks() -> Iterable[Sink]:  # burnish: ignore[long-function] a table
    yield Sink(
        kinds.SQL, "a query", methods=frozenset(
            ["execute", "executemany", "executescript", "execute_async", "exec_driver_sql", "copy_expert"]),
        slots=((0, "sql"), (0, "statement"), (0, "query"), (0, "operation")), danger=text_only,
    )  # fmt: skip
    yield Sink(kinds.SQL, "a query", methods=frozenset(
        ["fetch", "fetchrow", "fetchval", "fetch_all", "fetch_one", "fetch_val", "execute_query",
         "execute_query_dict", "execute_script", "execute_insert", "execute_fetchall", "execute_sql", "iterate"]),
        slots=((0, "query"), (0, "sql")), danger=text_only,
        modules=("asyncpg", "peewee", "databases", "aiosqlite", "tortoise", "aiomysql"))  # fmt: skip
    yield Sink(kinds.SQL, "a query", methods=frozenset({"raw"}), slots=_RAW,
               danger=text_only, modules=(*DJANGO, "peewee", "tortoise"))  # fmt: skip
    yield Sink(kinds.SQL, "a query", methods=frozenset(["fetch", "fetchrow", "fetchval"]), slots=((0, "query"),),
               danger=text_only, receivers=("conn", "pool", "acquire()", ".db"))  # fmt: skip
    yield Sink(kinds.SQL, "a query", methods=frozenset({"sql", "query"}), slots=((0, "query"), (0, "sqlQuery")),
               danger=text_only, modules=("duckdb", "pyspark", "google.cloud", "MySQLdb", "clickhouse_connect",
               "influxdb"))  # fmt: skip
    yield Sink(kinds.SQL, "a query", names("sqlalchemy", "literal_column DDL") | names("sqlalchemy.sql", "literal_column")
               | names("peewee", "SQL RawQuery") | names("duckdb", "sql query execute") | names("sqlmodel", "text")
               | names("sqlalchemy.sql.expression", "literal_column") | names("pony.orm", "raw_sql")
               | names("django.db.models.expressions", "RawSQL") | names("django.db.migrations", "RunSQL"))  # fmt: skip
    yield Sink(kinds.SQL, "a query", frozenset({"django.db.models.expressions.RawSQL", "django.db.models.RawSQL"}))
    yield Sink(
        kinds.SQL, "a query", frozenset({"sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text"})
    )
    yield Sink(
        kinds.SQL,
        "a query",
        names("pandas", "read_sql read_sql_query") | names("polars", "read_database"),
        slots=((0, "sql"),),
    )
    yield Sink(kinds.SQL, "a query", methods=frozenset({"extra"}), modules=DJANGO,
               slots=_EXTRA)  # fmt: skip
    yield Sink(
        kinds.SQL, "a query", methods=frozenset({"extra"}), receivers=(".objects", ".get_queryset()"), slots=_EXTRA
    )
    yield Sink(
        kinds.SQL,
        "a query",
        methods=frozenset({"raw"}),
        receivers=(".objects", ".get_queryset()"),
        slots=_RAW,
        danger=text_only,
    )

    yield Sink(kinds.COMMAND, "a shell command", names("os", "system popen popen2 popen3 popen4")
               | names("subprocess", "getoutput getstatusoutput") | names("commands", "getoutput getstatusoutput")
               | names("asyncio", "create_subprocess_shell") | names("asyncio.subprocess", "create_subprocess_shell")
               | names("pexpect", "spawn run runu") | names("popen2", "popen2 popen3 popen4") | names("invoke", "run")
               | names("fabric.api", "run local sudo") | names("pty", "spawn")
               | names("gevent.subprocess", "getoutput") | names("delegator", "run") | names("envoy", "run")
               | names("sarge", "run capture_stdout get_stdout") | names("fabric", "run local")
               | names("pexpect.popen_spawn", "PopenSpawn"),
               slots=((0, "cmd"), (0, "command")))  # fmt: skip
    yield Sink(kinds.COMMAND, "a shell command", methods=frozenset({"subprocess_shell"}), slots=((1, "cmd"),))
    yield Sink(kinds.COMMAND, "a command", methods=frozenset({"exec_run"}), slots=((0, "cmd"),), danger=in_command,
               modules=("docker",))  # fmt: skip
    yield Sink(
        kinds.COMMAND,
        "a command",
        names("subprocess", "run call check_call check_output Popen")
        | names("gevent.subprocess", "run call check_call check_output Popen")
        | names("anyio", "run_process open_process")
        | names("trio", "run_process")
        | names("eventlet.green.subprocess", "Popen call check_call check_output"),
        slots=((0, "args"), (0, "command")),
        danger=in_command,
    )
    yield Sink(
        kinds.COMMAND,
        "a command",
        methods=frozenset({"run", "create_process"}),
        slots=((0, "command"),),
        modules=("asyncssh",),
        receivers=("connect()", "conn"),
    )
    yield Sink(
        kinds.COMMAND,
        "a command",
        methods=frozenset({"run"}),
        slots=((1, "command"),),
        modules=("docker",),
        receivers=("containers",),
        danger=in_command,
    )
    yield Sink(kinds.COMMAND, "a remote command", methods=frozenset({"run_cmd", "run_ps"}), modules=("winrm",))  # fmt: skip
    yield Sink(kinds.COMMAND, A_PROGRAM, names("os", "execl execle execlp execlpe execv execve execvp execvpe startfile")
               | names("asyncio", "create_subprocess_exec"), danger=in_exec)  # fmt: skip
    yield Sink(
        kinds.COMMAND,
        A_PROGRAM,
        names("os", "spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe"),
        slots=((1, "file"),),
        danger=in_exec,
    )
    yield Sink(kinds.COMMAND, A_PROGRAM, names("os", "posix_spawn posix_spawnp"), danger=in_exec)  # fmt: skip
    yield Sink(kinds.COMMAND, "a remote command", methods=frozenset({"exec_command"}), modules=("paramiko",))
    yield Sink(kinds.COMMAND, "a command", methods=frozenset({"run", "sudo", "local"}), modules=("fabric", "invoke"),
               receivers=("Connection()", "Context()", "$c", "$ctx"))  # fmt: skip

    yield Sink(kinds.CODE, "code", names("builtins", "eval exec execfile")
               | names("timeit", "timeit repeat")
               | names("code", "InteractiveInterpreter") | names("runpy", "run_path run_module")
               | names("cProfile", "run runctx") | names("profile", "run runctx") | names("pandas", "eval")
               | names("sympy", "sympify parse_expr") | names("sympy.parsing.sympy_parser", "parse_expr")
               | names("builtins.__builtins__", "eval exec")
               | names("numexpr", "evaluate"), slots=((0, "source"), (0, "name"), (0, "expr"), (0, "stmt")))  # fmt: skip
    yield Sink(kinds.CODE, "code", names("builtins", "__import__") | names("importlib", "import_module")
               | names("pydoc", "locate") | names("pkgutil", "resolve_name") | names("werkzeug.utils", "import_string")
               | names("django.utils.module_loading", "import_string"), slots=((0, "name"), (0, "path"), (0, "dotted_path")),
               danger=installed_only)  # fmt: skip
    yield Sink(kinds.CODE, "code", methods=frozenset(
        ["find", "find_one", "count_documents", "delete_many", "delete_one", "update_many", "update_one"]),
        slots=((0, "filter"),), danger=where_of_mongo, modules=("pymongo", "motor", "flask_pymongo", "mongoengine"))  # fmt: skip
    yield Sink(kinds.CODE, "code", methods=frozenset({"query", "eval"}), slots=((0, "expr"),), danger=text_only,
               modules=("pandas",), receivers=("df", "DataFrame()", "read_", "frame"))  # fmt: skip
    yield Sink(kinds.CODE, "code", methods=frozenset({"runcode", "runsource", "push"}), modules=("code",),
               receivers=("InteractiveInterpreter()", "InteractiveConsole()"))  # fmt: skip

    yield Sink(kinds.PATH, "a path", names("builtins", "open file") | names("io", "open open_code FileIO")
               | names("codecs", "open") | names("aiofiles", "open") | names("gzip", "open") | names("bz2", "open")
               | names("os", "open remove unlink rmdir removedirs mkdir makedirs listdir scandir walk chmod chown")
               | names("shutil", "rmtree chown") | names("tarfile", "open") | names("zipfile", "ZipFile")
               | names("linecache", "getline getlines") | names("numpy", "fromfile loadtxt genfromtxt")
               | names("os", "truncate utime") | names("aiofiles.os", "remove unlink rmdir mkdir makedirs listdir stat")
               | names("anyio", "open_file") | names("lzma", "open") | names("glob", "glob iglob")
               | names("PIL.Image", "open") | names("pandas", "read_csv read_excel read_json read_parquet")
               | names("sqlite3", "connect") | names("logging", "FileHandler")
               | names("os", "mkfifo mknod lchown chdir chroot removexattr")
               | names("configparser.ConfigParser()", "read")
               | names("pandas", "read_table read_feather read_fwf read_hdf read_orc read_stata read_sas read_xml read_html")
               | names("numpy", "load save savetxt savez memmap") | names("cv2", "imread imwrite")
               | names("imageio", "imread imwrite") | names("h5py", "File") | names("wave", "open") | names("shelve", "open")
               | names("dbm", "open") | names("joblib", "dump") | names("torch", "save") | names("netCDF4", "Dataset")
               | names("openpyxl", "load_workbook") | names("soundfile", "read write") | names("pyarrow.parquet", "read_table")
               | names("matplotlib.pyplot", "savefig imread imsave") | names("rasterio", "open") | names("fitz", "open")
               | names("PyPDF2", "PdfReader") | names("pypdf", "PdfReader") | names("docx", "Document")
               | names("tokenize", "open") | names("importlib.util", "spec_from_file_location")
               | names("anyio", "Path") | names("trio", "open_file Path"),
               slots=((0, "file"), (0, "path"), (0, "name"), (0, "filename"), (0, "fp"), (0, "filenames")),
               danger=path_only)  # fmt: skip
    yield Sink(kinds.PATH, "a path", names("urllib.request", "urlretrieve") | names("urllib", "urlretrieve"),
               slots=((1, "filename"),), danger=path_only)  # fmt: skip
    yield Sink(kinds.PATH, "a path", names("os", "access stat readlink statvfs") | names("os.path", "getsize")
               | names("shutil", "disk_usage"), slots=((0, "path"),), danger=asked_about)  # fmt: skip
    yield Sink(kinds.PATH, "a path", methods=frozenset(
        ["to_csv", "to_excel", "to_json", "to_parquet", "to_pickle", "to_html", "savefig", "imsave"]),
        slots=((0, "path_or_buf"), (0, "path"), (0, "fname"), (0, "excel_writer")),
        modules=("pandas", "matplotlib", "polars"), danger=path_only)  # fmt: skip
    yield Sink(kinds.PATH, "a file", methods=frozenset({"save"}), slots=((0, "fp"),), danger=path_only,
               receivers=("Image.open()", "Image.new()", "PIL"), modules=("PIL",))  # fmt: skip
    yield Sink(kinds.PATH, "a path", names("tempfile", "NamedTemporaryFile mkstemp mkdtemp TemporaryDirectory"),
               slots=((None, "dir"),))  # fmt: skip
    yield Sink(kinds.PATH, "a path", names("tempfile", "NamedTemporaryFile mkstemp mkdtemp TemporaryDirectory"),
               slots=((None, "prefix"), (None, "suffix")), danger=within_name)  # fmt: skip
    yield Sink(
        kinds.PATH,
        "a folder of files sent",
        names("flask", "send_from_directory") | names("quart", "send_from_directory"),
        slots=((0, "directory"),),
    )
    yield Sink(kinds.PATH, "a folder of files sent", names("bottle", "static_file"), slots=((None, "root"),))  # fmt: skip
    yield Sink(kinds.PATH, "a path", names("os", "rename replace link symlink renames")
               | names("shutil", "copy copy2 copyfile copytree move copymode make_archive unpack_archive"),
               slots=((0, "src"), (1, "dst")))  # fmt: skip
    yield Sink(kinds.PATH, SENT_FILE, names("flask", "send_file") | names("flask.helpers", "send_file")
               | names("starlette.responses", "FileResponse") | names("fastapi.responses", "FileResponse")
               | names("aiohttp.web", "FileResponse") | names("quart", "send_file") | names("sanic.response", "file file_stream")
               | names("pyramid.response", "FileResponse") | names("cherrypy.lib.static", "serve_file")
               | names("litestar.response", "File") | names("litestar.response.file", "File")
               | names("webob.static", "FileApp") | names("paste.fileapp", "FileApp") | names("sanic", "file"),
               slots=((0, "path_or_file"), (0, "path"), (0, "filename_or_fp")))  # fmt: skip
    yield Sink(kinds.PATH, "a file", methods=frozenset(
        ["read_text", "read_bytes", "write_text", "write_bytes", "open", "unlink", "mkdir", "rmdir", "touch", "iterdir",
         "rename", "glob", "rglob", "symlink_to", "hardlink_to"]),
        slots=_RECEIVER, danger=from_path)  # fmt: skip
    yield Sink(kinds.PATH, "a file", methods=frozenset({"save"}), slots=((0, "dst"),), modules=("flask", "werkzeug"),
               receivers=("files", "FILES"))  # fmt: skip
    yield Sink(kinds.PATH, "a file", methods=frozenset({"extractall"}), slots=((0, "path"),))
    yield Sink(kinds.PATH, "a file", methods=frozenset({"extract"}), slots=((1, "path"),),
               modules=("tarfile", "zipfile", "rarfile", "py7zr"))  # fmt: skip

    yield Sink(kinds.HTML, "an HTML page", names("flask", "make_response Response") | names("werkzeug.wrappers", "Response")
               | names("django.http", "HttpResponse HttpResponseNotFound HttpResponseBadRequest HttpResponseServerError")
               | names("django.http.response", "HttpResponse") | names("quart", "make_response Response")
               | names("django.http", "HttpResponseForbidden HttpResponseNotAllowed StreamingHttpResponse")
               | names("sanic.response", "html") | names("litestar.response", "Template") | names("cherrypy", "HTTPError")
               | names("bottle", "HTTPResponse") | names("webob", "Response") | names("pyramid.response", "Response"),
               slots=((0, "response"), (0, "content"), (0, "body")), danger=html_body)  # fmt: skip
    yield Sink(kinds.HTML, "an HTML page",
               names("starlette.responses", "HTMLResponse") | names("fastapi.responses", "HTMLResponse")
               | names("sanic.response", "HTMLResponse"),
               slots=((0, "content"),), danger=text_only)  # fmt: skip
    yield Sink(kinds.HTML, "an HTML page", names("starlette.responses", "Response") | names("fastapi", "Response")
               | names("fastapi.responses", "Response") | names("aiohttp.web", "Response")
               | names("starlette.responses", "StreamingResponse") | names("fastapi.responses", "StreamingResponse"),
               slots=((0, "content"), (None, "text"), (None, "body")), danger=html_if_said)  # fmt: skip
    yield Sink(kinds.HTML, "an HTML page", methods=frozenset({"set_data"}), modules=("flask", "werkzeug", "quart"),
               receivers=("Response()", "make_response()"), danger=html_written)  # fmt: skip
    yield Sink(kinds.SQL, "a query", names("records.Database()", "query bulk_query"))
    yield Sink(kinds.SQL, "a query", methods=frozenset({"run"}), modules=("neo4j", "py2neo"),
               receivers=("session", "tx", "transaction", "graph"))  # fmt: skip
    yield Sink(kinds.CODE, "code that is run", names("js2py", "eval_js exec_js") | names("dukpy", "evaljs"))
    yield Sink(kinds.REQUEST, "a page that a browser opens", methods=frozenset({"get"}), modules=("selenium",),
               receivers=("driver", "Chrome()", "Firefox()", "Remote()"))  # fmt: skip
    yield Sink(kinds.REQUEST, "a page that a browser opens", methods=frozenset({"goto"}), modules=("playwright",))
    yield Sink(kinds.PICKLE, "a deserialiser", names("pyarrow", "deserialize"))
    yield Sink(kinds.HTML, "HTML taken as safe", names("markupsafe", "Markup") | names("flask", "Markup")
               | names("django.utils.safestring", "mark_safe SafeString SafeText") | names("jinja2", "Markup")
               | names("django.utils.html", "format_html") | names("IPython.display", "HTML")
               | names("wtforms.widgets", "HTMLString") | names("webhelpers2.html", "literal"))  # fmt: skip
    yield Sink(kinds.HTML, "a template that does not escape it", names("flask", "render_template_string"),
               danger=taken_as_safe)  # fmt: skip
    yield Sink(kinds.HTML, "an HTML page", methods=frozenset({"write", "finish"}), modules=("tornado",),
               receivers=("$self",), danger=of_handler)  # fmt: skip
    yield Sink(kinds.HTML, "an HTML page", methods=frozenset({"write"}), receivers=("$self.wfile",))
    yield Sink(kinds.HTML, "an HTML page", methods=frozenset({"write", "writelines"}), modules=("django",),
               receivers=("HttpResponse()",), danger=html_written)  # fmt: skip

    yield Sink(kinds.REQUEST, "a request to another server", names("requests", _REQUESTS) | names("httpx", _REQUESTS)
               | names("requests.Session()", _REQUESTS) | names("requests.session()", _REQUESTS)
               | names("httpx.Client()", _REQUESTS) | names("httpx.AsyncClient()", _REQUESTS)
               | names("aiohttp.ClientSession()", _REQUESTS) | names("urllib.request", "urlopen urlretrieve Request")
               | names("urllib", "urlopen urlretrieve") | names("urllib2", "urlopen Request") | names("wget", "download")
               | names("tornado.httpclient.AsyncHTTPClient()", "fetch") | names("tornado.httpclient.HTTPClient()", "fetch")
               | names("tornado.httpclient", "HTTPRequest") | names("websockets", "connect")
               | names("aiohttp.ClientSession()", "ws_connect") | names("websocket", "create_connection")
               | names("xmlrpc.client", "ServerProxy") | names("feedparser", "parse") | names("treq", _REQUESTS)
               | names("niquests", _REQUESTS) | names("grequests", _REQUESTS) | names("cloudscraper.create_scraper()", _REQUESTS)
               | names("requests_html.HTMLSession()", _REQUESTS) | names("zeep", "Client") | names("suds.client", "Client")
               | names("pdfkit", "from_url") | names("imgkit", "from_url") | names("websocket", "WebSocketApp")
               | names("requests.sessions.Session()", _REQUESTS)
               | names("websockets.client", "connect") | names("aiohttp.client.ClientSession()", _REQUESTS)
               | names("urllib.request.OpenerDirector()", "open")
               | names("urllib.request.build_opener()", "open"),
               slots=((0, "url"), (0, "uri")), danger=request_target)  # fmt: skip
    yield Sink(kinds.REQUEST, "a request to another server", methods=frozenset(_REQUESTS.split()), slots=((0, "url"),),
               modules=("httpx", "aiohttp", "requests"), receivers=("client", "session", "http"),
               danger=by_client)  # fmt: skip
    yield Sink(kinds.REQUEST, "a request to another server", methods=frozenset({"setopt"}), slots=((1, "value"),),
               modules=("pycurl",), danger=request_target)  # fmt: skip
    yield Sink(kinds.REQUEST, "a request to another server", names("requests", "request") | names("httpx", "request stream")
               | names("requests.Session()", "request") | names("httpx.AsyncClient()", "request stream")
               | names("httpx.Client()", "request stream") | names("aiohttp.ClientSession()", "request")
               | names("urllib3.PoolManager()", "request urlopen") | names("urllib3", "request")
               | names("requests", "Request") | names("aiohttp", "request")
               | names("httpx.AsyncClient()", "build_request") | names("httpx.Client()", "build_request"),
               slots=((1, "url"),), danger=request_target)  # fmt: skip
    yield Sink(kinds.REQUEST, "a connection to another server", names("http.client", "HTTPConnection HTTPSConnection")
               | names("socket", "create_connection") | names("socket.socket()", "connect connect_ex")
               | names("asyncio", "open_connection") | names("ftplib", "FTP FTP_TLS") | names("smtplib", "SMTP SMTP_SSL")
               | names("ftplib.FTP()", "connect") | names("imaplib", "IMAP4 IMAP4_SSL") | names("poplib", "POP3 POP3_SSL")
               | names("telnetlib", "Telnet") | names("paramiko.SSHClient()", "connect"),
               slots=((0, "host"), (0, "hostname"), (0, "address")), danger=host_target)  # fmt: skip

    yield Sink(kinds.REDIRECT, "a redirect", names("flask", "redirect") | names("werkzeug.utils", "redirect")
               | names("quart", "redirect") | names("bottle", "redirect")
               | names("django.http", "HttpResponseRedirect HttpResponsePermanentRedirect")
               | names("starlette.responses", "RedirectResponse") | names("fastapi.responses", "RedirectResponse")
               | names("aiohttp.web", "HTTPFound HTTPSeeOther HTTPMovedPermanently HTTPTemporaryRedirect HTTPPermanentRedirect")
               | names("webob.exc", "HTTPFound HTTPSeeOther HTTPMovedPermanently")
               | names("pyramid.httpexceptions", "HTTPFound HTTPSeeOther HTTPMovedPermanently HTTPTemporaryRedirect")
               | names("sanic.response", "redirect") | names("sanic", "redirect") | names("litestar.response", "Redirect")
               | names("falcon", "HTTPFound HTTPSeeOther HTTPMovedPermanently HTTPTemporaryRedirect HTTPPermanentRedirect")
               | names("cherrypy", "HTTPRedirect") | names("web", "seeother redirect found")
               | names("webob.exc", "HTTPTemporaryRedirect") | names("flask.helpers", "redirect")
               | names("django.http.response", "HttpResponseRedirect HttpResponsePermanentRedirect")
               | names("connexion", "redirect") | names("werkzeug.exceptions", "RequestRedirect"),
               slots=((0, "location"), (0, "url"), (0, "redirect_to"), (0, "to"), (0, "path"), (0, "urls")),
               danger=redirect_target)  # fmt: skip
    yield Sink(kinds.REDIRECT, OAUTH_ERROR, names("authlib.oauth2", "OAuth2Error")
               | names("authlib.oauth2.rfc6749", _OAUTH_ERRORS) | names("authlib.oauth2.rfc6749.errors", _OAUTH_ERRORS)
               | names("authlib.oidc.core.errors", "InteractionRequiredError LoginRequiredError AccountSelectionRequiredError "
                       "ConsentRequiredError InvalidRequestURIError InvalidRequestObjectError RequestNotSupportedError"),
               slots=((None, "redirect_uri"),), danger=redirect_target)  # fmt: skip
    yield Sink(kinds.REDIRECT, "a redirect", names("django.shortcuts", "redirect"), slots=((0, "to"),),
               danger=view_or_address)  # fmt: skip
    yield Sink(kinds.REDIRECT, "a redirect", names("flask", "Response make_response") | names("starlette.responses", "Response")
               | names("fastapi", "Response") | names("fastapi.responses", "Response") | names("aiohttp.web", "Response")
               | names("werkzeug.wrappers", "Response"),
               slots=((None, "headers"),), danger=location_header)  # fmt: skip
    yield Sink(kinds.REDIRECT, "a redirect", methods=frozenset(
        ["set_header", "send_header", "add_header", "append_header", "putheader"]),
        slots=((1, "value"),), danger=if_location)  # fmt: skip
    yield Sink(kinds.REDIRECT, "a redirect", methods=frozenset({"add", "set", "append", "setdefault", "__setitem__"}),
               slots=((1, "value"),), receivers=("eaders",), danger=if_location)  # fmt: skip
    yield Sink(kinds.REDIRECT, "a redirect", methods=frozenset({"update", "extend"}), receivers=("eaders",),
               danger=location_header)  # fmt: skip
    yield Sink(kinds.REDIRECT, "a redirect", methods=frozenset({"redirect"}), modules=("tornado", "webapp2"),
               receivers=("$self",), danger=redirect_target)  # fmt: skip

    yield Sink(kinds.PICKLE, "a deserialiser", names("pickle", "load loads Unpickler") | names("_pickle", "load loads")
               | names("cPickle", "load loads") | names("dill", "load loads") | names("cloudpickle", "load loads")
               | names("marshal", "load loads") | names("shelve", "open") | names("jsonpickle", "decode loads")
               | names("jsonpickle.unpickler", "decode") | names("pandas", "read_pickle") | names("joblib", "load")
               | names("keras.models", "load_model") | names("yaml", "unsafe_load unsafe_load_all full_load")
               | names("pickle5", "load loads Unpickler") | names("zodbpickle", "loads load") | names("hickle", "load")
               | names("pickle", "_load _loads") | names("sklearn.externals.joblib", "load")
               | names("yaml", "full_load_all"))  # fmt: skip
    yield Sink(kinds.PICKLE, "a deserialiser", names("yaml", "load load_all"), danger=unsafe_loader)
    yield Sink(kinds.PICKLE, "a deserialiser", names("numpy", "load"), danger=with_pickle)
    yield Sink(kinds.PICKLE, "a deserialiser", names("torch", "load"), danger=weights_and_more)
    yield Sink(kinds.PICKLE, "a deserialiser", names("ruamel.yaml.YAML()", "load"), danger=unsafe_yaml_kind)

    yield Sink(kinds.XML, "an XML parser", names("lxml.etree", "parse fromstring XML iterparse fromstringlist XMLID")
               | names("lxml.objectify", "parse fromstring"), slots=((0, "source"), (0, "text")),
               danger=entities_resolved)  # fmt: skip
    yield Sink(kinds.XML, "an XML parser", names("xml.etree.ElementTree", "parse fromstring XML iterparse")
               | names("xml.etree.cElementTree", "parse fromstring XML")
               | names("xml.dom.minidom", "parse parseString") | names("xml.dom.pulldom", "parse parseString")
               | names("xml.etree.ElementTree", "fromstringlist") | names("xml.dom.expatbuilder", "parse parseString"),
               slots=((0, "source"), (0, "text"), (0, "string")), danger=entities_resolved)  # fmt: skip
    yield Sink(kinds.XML, "an XML parser", names("xml.sax", "parse parseString"), slots=((0, "source"), (0, "string")))
    yield Sink(kinds.XML, "an XML parser", methods=frozenset({"parse", "feed"}), receivers=("make_parser()", "create_parser()"),
               danger=features_on)  # fmt: skip
    yield Sink(kinds.XML, "an XML parser", methods=frozenset({"feed"}), receivers=("lxml.etree.XMLParser()",),
               danger=fed)  # fmt: skip

    yield Sink(kinds.XPATH, "an XPath expression", methods=frozenset({"xpath"}), slots=((0, "_path"),))
    yield Sink(
        kinds.XPATH,
        "an XPath expression",
        names("lxml.etree", "XPath ETXPath") | names("lxml.etree", "XPathEvaluator()"),
    )
    yield Sink(
        kinds.XPATH, "an XPath expression", names("elementpath", "select iter_select Selector"), slots=((1, "path"),)
    )
    yield Sink(kinds.XPATH, "an XPath expression", methods=frozenset(["find", "findall", "findtext", "iterfind"]),
               modules=("xml.etree.ElementTree", "lxml"),
               receivers=("parse()", "fromstring()", "getroot()", "XML()", "$root", "$tree", "$doc", ".tree", ".root",
                          "._tree", "._root"))  # fmt: skip

    yield Sink(kinds.LDAP, ASKED_FOR, methods=frozenset(
        ["search_s", "search_ext", "search_ext_s", "search_st", "search_subtree"]),
        slots=((2, "filterstr"),), modules=("ldap",))  # fmt: skip
    yield Sink(kinds.LDAP_NAME, "an LDAP name", methods=frozenset(
        ["search_s", "search_ext", "search_ext_s", "search_st", "search_subtree"]),
        slots=((0, "base"),), modules=("ldap",))  # fmt: skip
    yield Sink(kinds.LDAP_NAME, "an LDAP name", methods=frozenset(
        ["simple_bind_s", "simple_bind", "compare_s", "modify_s", "delete_s", "add_s", "passwd_s"]),
        slots=((0, "who"), (0, "dn")), modules=("ldap",))  # fmt: skip
    yield Sink(kinds.LDAP, ASKED_FOR, methods=frozenset({"search", "extend.standard.paged_search", "paged_search"}),
               slots=((1, "search_filter"),), modules=("ldap3",))  # fmt: skip
    yield Sink(kinds.LDAP_NAME, "an LDAP name", methods=frozenset({"search", "extend.standard.paged_search", "paged_search"}),
               slots=((0, "search_base"),), modules=("ldap3",))  # fmt: skip

    yield Sink(kinds.TEMPLATE, "a template", names("flask", "render_template_string") | names("jinja2", "Template")
               | names("flask.templating", "render_template_string") | names("quart", "render_template_string")
               | names("jinja2.Environment()", "from_string")
               | names("mako.template", "Template") | names("django.template", "Template")
               | names("tornado.template", "Template") | names("bottle", "SimpleTemplate template")
               | names("mako.lookup.TemplateLookup()", "put_string") | names("django.template.engine.Engine()", "from_string")
               | names("jinja2", "from_string") | names("jinja2.environment", "Template") | names("web.template", "Template")
               | names("airspeed", "Template") | names("tenjin", "Template") | names("trender", "TRender")
               | names("jinja2.nativetypes", "NativeTemplate") | names("jinja2.nativetypes.NativeEnvironment()", "from_string")
               | names("chameleon", "PageTemplate PageTextTemplate") | names("Cheetah.Template", "Template")
               | names("genshi.template", "MarkupTemplate TextTemplate"),
               slots=((0, "source"), (0, "template_string"), (0, "text")))  # fmt: skip
    yield Sink(kinds.TEMPLATE, "a template", methods=frozenset({"from_string"}), modules=("jinja2", "flask", "django"),
               receivers=("env", "Environment()", "ngine", "jinja"), danger=outside_sandbox)  # fmt: skip

    yield Sink(kinds.LINK, "a mail", names("django.core.mail", "send_mail EmailMessage EmailMultiAlternatives")
               | names("flask_mail", "Message") | names("flask_mailman", "EmailMessage") | names("email.mime.text", "MIMEText")
               | names("fastapi_mail", "MessageSchema"),
               slots=((0, "_text"), (1, "message"), (1, "body"), (None, "html"), (None, "html_message"),
               (None, "body")))  # fmt: skip
    yield Sink(kinds.LINK, "a mail", methods=frozenset({"set_content", "send_mail", "send_email"}),
               slots=((0, "content"), (0, "body"), (1, "message"), (2, ""), (3, "")))  # fmt: skip

    yield Sink(kinds.PATTERN, "a pattern", names("re", "compile match fullmatch search sub findall finditer")
               | names("regex", "compile match fullmatch search sub findall finditer"),
               slots=((0, "pattern"),))  # fmt: skip
    yield Sink(kinds.LOG, "a log", methods=frozenset(_LOG_METHODS),
               slots=((0, "msg"), (1, ""), (2, ""), (3, "")), receivers=("log", "LOG"))  # fmt: skip


SINKS: tuple[Sink, ...] = tuple(_sinks())
BY_WORD: dict[str, list[int]] = {}
for _number, _sink in enumerate(SINKS):
    for _word in _sink.words:
        BY_WORD.setdefault(_word, []).append(_number)

UNPICKLES = next(number for number, sink in enumerate(SINKS) if "pickle.Unpickler" in sink.names)
"""The number of the sink that an unpickler is."""
TAKEN_AS_SAFE = next(number for number, sink in enumerate(SINKS) if "markupsafe.Markup" in sink.names)
"""The number of the sink that a text is which is marked as HTML."""
BODIES = frozenset(
    ["text", "body", "data", "content", "unicode_body", "ubody", "html", "app_iter", "streaming_content", "response"]
)
"""The attributes of an answer that hold its body."""
HTML_ANSWERS = frozenset(
    ["webob.Response", "pyramid.response.Response", "flask.make_response", "flask.Response", "werkzeug.wrappers.Response",
     "werkzeug.Response", "quart.Response", "quart.make_response", "django.http.HttpResponse", "webob.response.Response",
     "django.http.response.HttpResponse", "django.http.StreamingHttpResponse", "starlette.responses.HTMLResponse"]
)  # fmt: skip
"""What makes answers that are HTML where nothing else is said."""

WITH = "|"
"""Stands in the symbol of a sink between what is called and the parser that it is passed."""
RETURNED = len(SINKS)
"""The number that stands for the answer a view returns."""
HEADER = len(SINKS) + 1
"""The number that stands for a `Location` header."""
STORED = len(SINKS) + 2
"""The number that stands for a session."""
RAISED = len(SINKS) + 3
"""The number that stands for an exception: what reaches it arrives where that is caught."""
BODY = len(SINKS) + 4
"""The number that stands for the body of an answer, set as an attribute of it."""
KIND_OF = {
    **{number: sink.kind for number, sink in enumerate(SINKS)},
    RETURNED: kinds.HTML,
    HEADER: kinds.REDIRECT,
    STORED: kinds.TRUST,
    RAISED: kinds.RAISED,
    BODY: kinds.HTML,
}
LABEL_OF = {
    **{number: sink.label for number, sink in enumerate(SINKS)},
    RETURNED: "an HTML page",
    HEADER: "a redirect",
    STORED: "the session, where it will be trusted",
    RAISED: "an exception",
    BODY: "an HTML page",
}
