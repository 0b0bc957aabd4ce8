"""What the standard library's callables raise for reasons outside the program: a table, read from text.

Each line is `exceptions: names`. Listed is what correct code must expect (a missing file, a malformed number), not
what only a mistake in the call itself provokes. `-` stands for nothing. Sources: the library's documentation.
"""

from __future__ import annotations

_TABLE = """
-: print len isinstance issubclass id repr bool callable type hasattr dir vars globals locals super object
-: str list tuple set frozenset enumerate zip map filter reversed iter slice
TypeError,ValueError: bytes bytearray dict
TypeError: range
-: all any sorted abs hash input.prompt staticmethod classmethod property memoryview breakpoint help
TypeError,ValueError: int float complex
TypeError,ValueError: format min max
OverflowError,TypeError,ValueError: chr round
TypeError: ord sum
TypeError,ValueError: pow
ZeroDivisionError,TypeError: divmod
StopIteration: next
AttributeError: getattr setattr delattr
EOFError: input
OSError: open
Exception: eval exec compile __import__
ImportError: importlib.import_module importlib.reload importlib.util.find_spec
ValueError: json.loads
OSError,ValueError: json.load
TypeError,ValueError: json.dumps json.dump
SyntaxError,TypeError,ValueError: ast.literal_eval
SyntaxError,ValueError: ast.parse
OSError: os.remove os.unlink os.rename os.replace os.mkdir os.makedirs os.rmdir os.removedirs os.listdir os.scandir
OSError: os.stat os.lstat os.chmod os.chown os.link os.symlink os.readlink os.open os.close os.read os.write os.pipe
OSError: os.dup os.dup2 os.fork os.kill os.killpg os.waitpid os.wait os.execv os.execvp os.execve os.chdir os.getcwd
OSError: os.truncate os.ftruncate os.fsync os.utime os.access.effective os.mkfifo os.mknod os.statvfs os.setuid os.setgid
OSError: os.getpgid os.setsid os.setpgid os.nice os.urandom os.getlogin os.get_terminal_size os.ttyname os.openpty
OSError: os.path.getsize os.path.getmtime os.path.getatime os.path.getctime os.path.samefile os.sendfile os.fdopen
OSError: os.getxattr os.setxattr os.listxattr os.lchown os.lchmod os.chroot os.tcgetpgrp os.tcsetpgrp os.startfile
-: os.path.join os.path.exists os.path.isfile os.path.isdir os.path.basename os.path.dirname os.path.abspath
-: os.path.normpath os.path.split os.path.splitext os.path.expanduser os.path.expandvars os.path.islink os.path.realpath
-: os.path.isabs os.path.normcase os.path.lexists os.path.ismount os.getpid os.getppid os.getuid os.getgid os.geteuid
-: os.environ.get os.getenv os.access os.cpu_count os.walk os.fspath os.fsdecode os.fsencode os.umask os.uname
ValueError: os.path.relpath os.path.commonpath
OSError: shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.rmtree shutil.move shutil.copymode shutil.copystat
OSError: shutil.chown shutil.disk_usage shutil.make_archive shutil.unpack_archive shutil.copyfileobj
-: shutil.which shutil.get_terminal_size
OSError: tempfile.mkstemp tempfile.mkdtemp tempfile.NamedTemporaryFile tempfile.TemporaryFile tempfile.TemporaryDirectory
OSError: io.open codecs.open gzip.open bz2.open lzma.open tokenize.open fileinput.input
OSError,UnicodeDecodeError: linecache.getlines pathlib.Path.read_text
-: io.StringIO io.BytesIO linecache.getline pathlib.Path pathlib.PurePath pathlib.PosixPath
OSError: glob.glob.never filecmp.cmp filecmp.dircmp mmap.mmap fcntl.flock fcntl.fcntl fcntl.ioctl fcntl.lockf
-: glob.glob glob.iglob fnmatch.fnmatch fnmatch.filter
OSError,UnicodeError: socket.create_connection socket.getaddrinfo socket.gethostbyname socket.gethostbyaddr
OSError: socket.socket socket.gethostname socket.getfqdn socket.socketpair socket.create_server socket.inet_aton
OSError: socket.getnameinfo socket.inet_pton socket.inet_ntop socket.getservbyname socket.getprotobyname socket.if_nametoindex
OSError: select.select select.poll selectors.DefaultSelector ssl.create_default_context ssl.wrap_socket
OSError,ValueError,http.client.HTTPException: urllib.request.urlopen urllib.request.urlretrieve
ValueError: urllib.request.Request
ValueError: urllib.parse.urlparse urllib.parse.urlsplit urllib.parse.urljoin
-: urllib.parse.quote urllib.parse.quote_plus urllib.parse.unquote urllib.parse.unquote_plus urllib.parse.urlencode
-: urllib.parse.urlunparse urllib.parse.urlunsplit urllib.parse.parse_qs urllib.parse.parse_qsl urllib.parse.urldefrag
OSError,http.client.HTTPException: http.client.HTTPConnection.request http.client.HTTPConnection http.client.HTTPSConnection
OSError,subprocess.SubprocessError: subprocess.check_call subprocess.check_output subprocess.run
OSError: subprocess.Popen subprocess.call subprocess.getoutput subprocess.getstatusoutput os.system os.popen
ValueError: shlex.split
-: shlex.quote shlex.join
OSError,ValueError: signal.signal signal.set_wakeup_fd
OSError: signal.pause signal.alarm signal.setitimer signal.raise_signal
ValueError: datetime.datetime.strptime datetime.datetime.fromisoformat datetime.date.fromisoformat
ValueError: datetime.time.fromisoformat time.strptime
OSError,OverflowError,ValueError: datetime.datetime.fromtimestamp datetime.date.fromtimestamp
OSError,OverflowError,ValueError: datetime.datetime.utcfromtimestamp time.localtime time.gmtime
ValueError: datetime.datetime datetime.date datetime.time
AttributeError,TypeError,ValueError: uuid.UUID
-: datetime.datetime.now datetime.datetime.utcnow datetime.date.today time.time time.sleep
-: time.monotonic time.perf_counter time.strftime uuid.uuid1 uuid.uuid4 uuid.uuid5 uuid.uuid3
OverflowError,ValueError: time.mktime time.ctime
OverflowError: datetime.timedelta
decimal.InvalidOperation,TypeError,ValueError: decimal.Decimal
OverflowError,TypeError,ValueError,ZeroDivisionError: fractions.Fraction
TypeError,ValueError: math.sqrt math.log math.log2 math.log10 math.factorial math.acos math.asin math.gcd.never
OverflowError,ValueError: math.exp math.pow
OverflowError,TypeError,ValueError: math.floor math.ceil
-: math.sin math.cos math.atan2 math.hypot math.isnan math.isinf math.isclose math.gcd
statistics.StatisticsError: statistics.mean statistics.median statistics.mode statistics.stdev statistics.variance
binascii.Error: base64.b64decode base64.urlsafe_b64decode base64.b32decode base64.b16decode base64.standard_b64decode
binascii.Error: base64.decodebytes binascii.unhexlify binascii.a2b_hex binascii.a2b_base64
-: base64.b64encode base64.urlsafe_b64encode base64.b32encode base64.b16encode binascii.hexlify base64.encodebytes
zlib.error: zlib.decompress
-: zlib.compress zlib.crc32 zlib.adler32 hashlib.md5 hashlib.sha1 hashlib.sha256 hashlib.sha512 hashlib.blake2b
ValueError: hashlib.new
-: hmac.new hmac.compare_digest secrets.token_hex secrets.token_bytes secrets.token_urlsafe
TypeError,struct.error: struct.unpack struct.pack struct.unpack_from struct.pack_into struct.calcsize
Exception: pickle.loads pickle.load marshal.loads marshal.load shelve.open dill.loads
csv.Error: csv.reader csv.writer csv.DictReader
configparser.Error: configparser.ConfigParser.get
re.error: re.compile
-: re.match re.search re.fullmatch re.sub re.split re.findall re.finditer re.escape re.subn
xml.etree.ElementTree.ParseError: xml.etree.ElementTree.fromstring xml.etree.ElementTree.XML
OSError,xml.etree.ElementTree.ParseError: xml.etree.ElementTree.parse
tomllib.TOMLDecodeError: tomllib.loads tomllib.load
OSError,plistlib.InvalidFileException: plistlib.load plistlib.loads
sqlite3.Error: sqlite3.connect
OSError,zipfile.BadZipFile: zipfile.ZipFile
OSError,tarfile.TarError: tarfile.open tarfile.TarFile
KeyError: pwd.getpwnam pwd.getpwuid grp.getgrnam grp.getgrgid
-: getpass.getuser platform.system platform.machine platform.node platform.python_version platform.release
ValueError: ipaddress.ip_address ipaddress.ip_network ipaddress.ip_interface ipaddress.IPv4Address ipaddress.IPv6Address
ValueError: ipaddress.IPv4Network ipaddress.IPv6Network
zoneinfo.ZoneInfoNotFoundError: zoneinfo.ZoneInfo
locale.Error: locale.setlocale
LookupError: codecs.lookup codecs.getencoder codecs.getdecoder codecs.getreader codecs.getwriter unicodedata.lookup
ValueError: unicodedata.numeric unicodedata.digit unicodedata.name
-: unicodedata.normalize unicodedata.category textwrap.dedent textwrap.fill textwrap.wrap textwrap.indent
ValueError: random.sample random.randint random.randrange
IndexError: random.choice
-: random.random random.shuffle random.uniform random.seed random.gauss
TypeError: inspect.signature.kind
TypeError,ValueError: inspect.signature
OSError,TypeError: inspect.getsource inspect.getsourcelines inspect.getsourcefile inspect.getfile inspect.findsource
-: inspect.isclass inspect.isfunction inspect.ismethod inspect.getmembers inspect.getmodule inspect.getdoc inspect.stack
importlib.metadata.PackageNotFoundError: importlib.metadata.distribution importlib.metadata.files
importlib.metadata.PackageNotFoundError: importlib.metadata.metadata importlib.metadata.requires importlib.metadata.version
-: copy.copy copy.deepcopy collections.OrderedDict collections.defaultdict collections.deque collections.Counter
-: collections.namedtuple itertools.chain itertools.islice itertools.count itertools.repeat itertools.product
-: functools.partial functools.reduce functools.wraps operator.itemgetter operator.attrgetter operator.methodcaller
-: contextlib.closing contextlib.suppress contextlib.ExitStack contextlib.nullcontext contextlib.redirect_stdout
-: warnings.warn warnings.catch_warnings warnings.simplefilter warnings.filterwarnings weakref.ref weakref.proxy
-: logging.getLogger logging.debug logging.info logging.warning logging.error logging.exception logging.critical
-: threading.Lock threading.RLock threading.Event threading.Condition threading.current_thread threading.get_ident
-: threading.Thread threading.local queue.Queue queue.Empty.never gc.collect sys.exc_info sys.getsizeof sys.intern
-: sys.stdout.flush.never types.SimpleNamespace enum.auto string.Template html.escape html.unescape pprint.pformat
-: traceback.format_exc traceback.print_exc traceback.format_exception traceback.print_exception difflib.get_close_matches
SystemExit: sys.exit
SystemExit: exit quit
ValueError: sys.setrecursionlimit sys._getframe
OSError: webbrowser.open ftplib.FTP smtplib.SMTP telnetlib.Telnet poplib.POP3 imaplib.IMAP4
asyncio.TimeoutError: asyncio.wait_for.timeout
RuntimeError: asyncio.get_running_loop asyncio.get_event_loop
yaml.YAMLError: yaml.safe_load yaml.load yaml.safe_load_all
requests.RequestException: requests.get requests.post requests.put requests.delete requests.head requests.patch requests.request
"""


def _read(table: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        exceptions, _, names = line.partition(": ")
        raised = () if exceptions == "-" else tuple(exceptions.split(","))
        for name in names.split():
            found[name] = raised
    return found


CALLABLES = _read(_TABLE)
"""Exceptions (built-ins as bare names, others qualified) by qualified callable, built-ins without their module."""

METHODS = _read("""
-: strip lstrip rstrip lower upper title capitalize casefold split rsplit splitlines partition rpartition join format
-: replace startswith endswith find rfind count isdigit isalpha isalnum isspace islower isupper isnumeric isdecimal
-: isidentifier zfill ljust rjust center expandtabs swapcase translate append extend insert sort reverse clear copy get
-: items keys values setdefault update add discard union intersection difference symmetric_difference issubset
-: issuperset isdisjoint popleft.never appendleft extendleft hex as_posix with_suffix with_name is_file is_dir exists
-: groups groupdict group.never isoformat strftime total_seconds timestamp toordinal weekday bit_length removeprefix
-: removesuffix debug info warning error critical exception most_common exc_info locked is_set is_alive
UnicodeDecodeError: decode
UnicodeEncodeError: encode
IndexError,KeyError: pop
IndexError: popleft
KeyError: popitem
ValueError: index rindex fromhex fromisoformat strptime
KeyError,ValueError: remove
OSError: read readline readlines write writelines flush seek tell truncate close read_bytes write_bytes write_text
OSError,ValueError: fileno
OSError: unlink mkdir rmdir touch rename iterdir stat lstat chmod symlink_to hardlink_to readlink
OSError,UnicodeDecodeError: read_text
OSError: recv recvfrom sendall sendto setsockopt getsockopt getpeername getsockname makefile connect_ex
""")
"""Exceptions by the name of a method whose object is not known, where the name leaves little doubt."""

CONNECTIONS = frozenset({"conn", "connection", "cursor", "db", "database", "session", "client", "transport", "engine"})
"""Words in the names of objects of other libraries, which raise their own exceptions whatever the method is called."""

ANSWERS = frozenset({"e", "ex", "exc", "err", "error", "response", "resp", "res", "reply", "answer"})
"""Words in the names of what is read like a file and comes over a network."""

OF_FILES = frozenset(
    {"read", "readline", "readlines", "write", "writelines", "flush", "seek", "tell", "truncate", "fileno"}
)
"""Methods of files, which raise ValueError as well once the file is closed: who keeps one does not know whether it is."""

POSIX = frozenset(
    _read("""
-: os.chown os.chroot os.fork os.geteuid os.getgid os.getloadavg os.getpgid os.getuid os.killpg os.lchown os.mkfifo os.mknod
-: os.nice os.setgid os.setpgid os.setsid os.setuid os.statvfs os.sysconf os.tcgetpgrp os.tcsetpgrp os.ttyname os.uname os.wait
""")
)
"""Callables that Windows lacks, so that asking for them raises AttributeError there."""

SOME_SYSTEMS = ("signal.SIG", "os.O_", "os.RTLD_", "socket.AF_", "socket.SO_", "select.EPOLL", "select.KQ_", "fcntl.F_")
"""Beginnings of names that only some systems have."""
