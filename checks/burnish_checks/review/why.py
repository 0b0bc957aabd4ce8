"""Why a kind of finding matters: what a rule's documentation says of it, without the fine print on when it is reported."""

from __future__ import annotations

import re

from burnish_checks.review.words import sentences

_MUCH = 300
"""Characters of summary and reason together beyond which the reason stands alone."""
_ENOUGH = 220
"""Characters after which no further sentence is added."""
_FINE_PRINT = re.compile(
    r"\b(?:[Rr]eported|[Ff]lagged|[Ll]eft alone|[Jj]udged|[Cc]ounted|[Ee]xcepted|[Tt]old (?:by|only)|looked at|[Oo]ff by default"
    r"|burnish|is off|(?:is|are) (?:only )?a (?:hint|warning)|hinted at|[Tt]he finding|[Tt]he fix|in the file"
    r"|may be called|do not shadow|keep the names|as (?:mccabe|SonarSource)|the threshold|that is (?:its|the) convention"
    r"|reports? it|finds those|[Ss]ee `|may pass|are never fetched)\b|is `[\w-]+`\.$"
    r"|^(?:So (?:it|they|do|does|is|are)|Nor|Neither|Said aloud|A hint|After the first)\b|select the rule"
    r"|^(?:Only|Source|See|This is|A name is used when|Conditions, docstrings|The same holds|Read from)\b|^\("
)


def why_it_matters(documentation: str) -> str:
    """What the rule finds and why that matters, in at most three sentences."""
    paragraphs = [item for item in documentation.split("\n\n") if item.strip() and not item.lstrip().startswith("```")]
    if not paragraphs:
        return ""
    summary = " ".join(paragraphs[0].split())
    prose = paragraphs[1] if len(paragraphs) > 1 else ""
    reasons = [text for text in sentences(prose) if not _FINE_PRINT.search(text)]
    if not reasons:
        return summary
    said = reasons[0] if len(summary) + len(reasons[0]) > _MUCH else f"{summary} {reasons[0]}"
    return f"{said} {reasons[1]}" if len(reasons) > 1 and len(said) + len(reasons[1]) < _ENOUGH else said
