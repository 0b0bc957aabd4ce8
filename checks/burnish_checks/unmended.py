"""Why some rules have no fix: one sentence for each, shown on the page of all fixes."""

_FLOW = "What is allowed here depends on what the program is for, so the check must be written by a person."

UNMENDED: dict[str, str] = {
    "path-traversal": _FLOW,
    "server-side-request-forgery": _FLOW,
    "open-redirect": _FLOW,
    "xpath-injection": "The libraries differ in how values are bound to variables of an expression.",
    "template-injection": "The template must come from elsewhere; no edit of the call can say from where.",
    "log-injection": "Whether line breaks are to be removed, quoted or kept is for the readers of the log to say.",
    "trust-boundary-violation": _FLOW,
    "unsafe-pickle": "Another format must be written before it can be read.",
    "predictable-temp-file": "Other programs may look for the file under its name.",
    "regex-backtracking": "A pattern that matches the same in linear time is found by understanding it, not by rule.",
    "partial-executable-path": "Where the program lies differs from machine to machine.",
    "process-without-shell": "It marks a place to look at, not a mistake.",
    "suspicious-import": "It marks a place to look at, not a mistake.",
    "unchecked-url-scheme": _FLOW,
    "too-many-parameters": "Which parameters belong together in an object is a decision about the interface.",
    "large-class": "Where a class comes apart is a decision about the design.",
    "long-module": "Where a module comes apart is a decision about the design.",
}
"""By slug."""
