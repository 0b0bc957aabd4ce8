"""Names that other people's code dictates: a method must be called so, or nobody calls it."""

from __future__ import annotations

from burnish_checks.patterns import deferred

_DISPATCHED = deferred(
    r"_*(?:visit|depart|leave|do|render|xmlrpc|jsonrpc|remote|perspective|irc|ctcp\w*|dcc|ftp|smtp|imap|pop|state|"
    r"opt|auth|unparse|p|t|test|on|ssh|proto|cmd|help|complete)_[A-Z]\w*"
)
"""A prefix and then the name of a node, command or message as its own world writes it: `visit_BinOp`, `do_GET`."""

UNITTEST = frozenset(
    {"setUp", "tearDown", "setUpClass", "tearDownClass", "setUpModule", "tearDownModule", "asyncSetUp",
     "asyncTearDown", "setUpTestData", "runTest", "addCleanup", "addClassCleanup", "addTypeEqualityFunc",
     "countTestCases", "defaultTestResult", "doCleanups", "doClassCleanups", "shortDescription", "skipTest", "subTest",
     "failureException", "longMessage", "maxDiff", "startTest", "stopTest", "startTestRun", "stopTestRun", "addError",
     "addFailure", "addSuccess", "addSkip", "addExpectedFailure", "addUnexpectedSuccess", "addSubTest",
     "_callSetUp", "_callTestMethod", "_callTearDown", "methodName",
     "wasSuccessful", "printErrors", "printErrorList", "getDescription", "loadTestsFromModule"}
)  # fmt: skip
_OTHERS = frozenset(
    {
        # logging
        "getMessage", "makeRecord", "handleError", "createLock", "setFormatter", "setLevel", "addFilter", "addHandler",
        "removeHandler", "removeFilter", "isEnabledFor", "getEffectiveLevel", "formatTime", "formatException",
        "formatStack", "formatMessage", "usesTime", "makeSocket", "makePickle", "doRollover", "shouldRollover",
        "shouldFlush", "mapLogRecord", "getFilesToDelete",
        # threading
        "isDaemon", "setDaemon", "isAlive", "notifyAll",
        # xml.sax
        "startDocument", "endDocument", "startElement", "endElement", "startElementNS", "endElementNS",
        "startPrefixMapping", "endPrefixMapping", "ignorableWhitespace", "processingInstruction", "skippedEntity",
        "setDocumentLocator", "resolveEntity", "notationDecl", "unparsedEntityDecl", "fatalError", "startDTD", "endDTD",
        "startCDATA", "endCDATA", "startEntity", "endEntity",
        # Qt and wx
        "paintEvent", "mousePressEvent", "mouseReleaseEvent", "mouseMoveEvent", "keyPressEvent", "keyReleaseEvent",
        "resizeEvent", "closeEvent", "showEvent", "hideEvent", "changeEvent", "eventFilter", "sizeHint", "rowCount",
        "columnCount", "headerData", "setEditorData", "setModelData", "wheelEvent", "dragEnterEvent", "dropEvent",
        "contextMenuEvent", "timerEvent", "minimumSizeHint", "OnInit", "OnExit",
        # Twisted
        "connectionMade", "connectionLost", "dataReceived", "lineReceived", "rawDataReceived", "buildProtocol",
        "clientConnectionLost", "clientConnectionFailed", "startedConnecting", "stringReceived", "datagramReceived",
        "startFactory", "stopFactory", "startProtocol", "stopProtocol", "startService", "stopService",
        "privilegedStartService", "requestAvatarId", "requestAvatar", "pauseProducing", "resumeProducing",
        "stopProducing",
        # XML-RPC
        "system_listMethods", "system_methodHelp", "system_methodSignature",
        # Markdown
        "extendMarkdown", "makeExtension", "handleMatch", "getCompiledRegExp",
    }
)  # fmt: skip
_ASSERTION = deferred(r"_?(?:setUp|tearDown|assert|fail(?:If|Unless)?|expect|should|skip(?:If|Unless|Not)?)[A-Z]\w*")
_TEST = deferred(r"test_\w+")
_GIVING = frozenset(
    {"override", "overrides", "overload", "hookimpl", "pyqtSlot", "Slot", "pyqtProperty", "asyncSlot", "implements",
     "python_method", "setter", "deleter", "getter", "implementer", "singledispatchmethod"}
)  # fmt: skip
"""Decorators, by their last part, under which a function's name is not its author's choice."""


def is_protocol_name(name: str) -> bool:
    """Whether a function or method of this name is most likely called by a framework."""
    return (
        name in UNITTEST
        or name in _OTHERS
        or _DISPATCHED.fullmatch(name) is not None
        or _ASSERTION.fullmatch(name) is not None
        or _TEST.fullmatch(name) is not None
    )


def names_are_given(decorators: tuple[str, ...]) -> bool:
    """Whether decorators (dotted names) say that the function is named by somebody else."""
    return any(name.rpartition(".")[2] in _GIVING or ".register" in name for name in decorators)
