"""The review as one HTML file: no network, light and dark, excerpts with spans marked, filters, a map of the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from burnish_checks.review.markdown import scope
from burnish_checks.review.remark import Remark
from burnish_checks.review.report import Chapter, Group, Review
from burnish_checks.review.words import listed, plural

_LEAST_LINES = 20
"""Shorter files are coloured as if they had so many."""
_GREEN, _PALE = 140, 35
"""The hue, in degrees, and the saturation, in percent, of a file without findings."""
_MOST_EXCERPTS = 200
"""So many findings of a kind are shown with their source; the rest by place alone."""

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fff; --soft: #5b6472; --line: #e3e6ea; --code: #f6f7f9;
  --error: #b91c1c; --warning: #a34a07; --information: #1d4ed8; --hint: #5b6472; --good: #15803d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e7eb; --paper: #15181c; --soft: #9ca3af; --line: #2c3138;
  --code: #1d2127; --error: #f87171; --warning: #fbbf24; --information: #93c5fd; --hint: #9ca3af; --good: #4ade80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.2rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.4rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
code, pre { font: .86em/1.5 ui-monospace, monospace; } code { background: var(--code); padding: .1em .3em; border-radius: 3px; }
pre { background: var(--code); padding: .5rem .7rem; border-radius: 5px; overflow-x: auto; margin: .3rem 0; }
mark { background: none; color: inherit; text-decoration: underline wavy currentColor 1.5px; text-underline-offset: 3px; }
a { color: inherit; } .soft { color: var(--soft); } .ink { color: var(--ink); } .lead { font-size: 1.15rem; }
.verdict { border-left: 4px solid var(--good); padding: .4rem 1rem; background: var(--code); }
.verdict.defects { border-color: var(--error); } .verdict.findings, .verdict.incomplete { border-color: var(--warning); }
.level { font-weight: 600; } .error { color: var(--error); } .warning { color: var(--warning); }
.information { color: var(--information); } .hint { color: var(--hint); }
.group { margin: 1.4rem 0; } .group p { margin: .25rem 0; } .finding { margin: .5rem 0; } summary { cursor: pointer; }
.map { display: flex; flex-wrap: wrap; gap: 2px; } .map button { height: 26px; min-width: 8px; border: 0; padding: 0;
  border-radius: 3px; cursor: pointer; outline-offset: 1px; } .map button[aria-pressed=true] { outline: 3px solid var(--ink); }
.folder { margin: .5rem 0; } .folder > b { font-weight: 500; font-size: .85rem; }
.scale { display: inline-block; width: 7rem; height: .7em; border-radius: 3px;
  background: linear-gradient(90deg, hsl(140 35% 55%), hsl(70 52% 55%), hsl(0 70% 55%)); }
form { position: sticky; top: 0; background: var(--paper); padding: .6rem 0; border-bottom: 1px solid var(--line);
  display: flex; flex-wrap: wrap; gap: .2rem 1rem; z-index: 1; margin-top: 2rem; } [hidden] { display: none !important; }
form output { flex-basis: 100%; }
"""

_SCRIPT = """
const form = document.querySelector('form'), said = form.querySelector('output');
let file = '';
function show() {
  const off = new Set([...form.elements].filter(box => box.type === 'checkbox' && !box.checked).map(box => box.name));
  let count = 0;
  for (const part of document.querySelectorAll('[data-level]')) {
    part.hidden = off.has(part.dataset.level) || off.has(part.closest('section').dataset.category)
      || (file !== '' && part.dataset.path !== file);
    count += !part.hidden;
  }
  for (const part of [...document.querySelectorAll('details.more, .group'), ...document.querySelectorAll('section')])
    part.hidden = !part.querySelector('[data-level]:not([hidden])');
  said.textContent = `${count} shown` + (file ? `, all in ${file} (choose its box again to leave it)` : '');
}
form.addEventListener('change', show);
for (const box of document.querySelectorAll('.map button'))
  box.addEventListener('click', () => {
    file = file === box.dataset.file ? '' : box.dataset.file;
    for (const other of document.querySelectorAll('.map button'))
      other.setAttribute('aria-pressed', other.dataset.file === file);
    show();
  });
show();
"""


def html(review: Review) -> str:
    """The whole page."""
    return "\n".join(_page(review)) + "\n"


def _page(review: Review) -> Iterator[str]:
    title = escape(f"Review of {review.title.replace('`', '')}")
    yield f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    yield f'<p class="lead">{text(review.overall)}</p>\n<p class="soft">{escape(scope(review))}</p>'
    for path, reason in review.unreadable:
        yield f"<p><code>{escape(path)}</code> could not be read: {escape(reason)}</p>"
    yield from _verdict(review)
    yield from _work(review)
    yield from _map(review)
    yield from _filters(review)
    for chapter in review.chapters:
        yield from _chapter(chapter)
    yield "<h2>What is good</h2>\n<ul>"
    yield from (f"<li>{text(said)}</li>" for said in review.good or ("There is too little code here to praise.",))
    yield f"</ul>\n<script>{_SCRIPT}</script>\n</body>\n</html>"


def _verdict(review: Review) -> Iterator[str]:
    security = review.security
    yield f'<h2>The verdict on security</h2>\n<div class="verdict {security.status}">'
    yield f"<p><strong>{text(security.text)}</strong></p>"
    yield from (f"<p><strong>Not looked at:</strong> {text(gap)}</p>" for gap in security.gaps)
    if security.followed:
        yield f"<p>{text(security.followed)}</p>"
    if security.looked_for:
        yield '<details><summary class="soft">What was looked for</summary>\n<ul>'
        for item in security.looked_for:
            how = ", following data from where it enters to where it does harm" if item.data_flow else ""
            yield f"<li>{escape(item.family)}{how}: {', '.join(f'<code>{slug}</code>' for slug in item.rules)}</li>"
        yield "</ul></details>"
    yield "</div>"


def _work(review: Review) -> Iterator[str]:
    """Where to begin, and what needs no beginning."""
    if review.places:
        yield "<h2>Where an hour of repair gives most</h2>\n<ol>"
        for place in review.places:
            symbol = f"<code>{escape(place.symbol)}</code>" if place.symbol else "module level"
            yield f"<li>{_place(place.path, place.line)}, {symbol}: {text(place.reasons)}</li>"
        yield "</ol>"
    if review.mends:
        kinds = listed([f"{count:,} × <code>{escape(code)}</code>" for code, count in review.mends.items()])
        yield "<h2>What mends itself</h2>"
        yield f"<p><code>burnish fix</code> mends, without changing behaviour: {kinds}.</p>"


def _map(review: Review) -> Iterator[str]:
    """A box for each file, as wide as it is long, the redder the more is to be said about each of its lines."""
    if review.files < 2:
        return
    folders: dict[str, list[tuple[str, int, float]]] = {}
    for path, lines, weight in review.tree:
        folders.setdefault(path.replace("\\", "/").rpartition("/")[0] or ".", []).append((path, lines, weight))
    yield '<h2>Where findings sit</h2>\n<p class="soft">A box for each file, as wide as its code is long; choose one to'
    yield ' see its findings alone. Findings for each line: few <span class="scale"></span> many.</p>'
    for folder, files in sorted(folders.items()):
        yield f'<div class="folder"><b>{escape(folder)}</b><div class="map">'
        for path, lines, weight in files:
            heat = min(1.0, 12 * weight / max(lines, _LEAST_LINES))
            colour = f"hsl({_GREEN - round(_GREEN * heat)} {_PALE + round(_PALE * heat)}% 55%)"
            told = escape(f"{path}: {lines} lines, weight of findings {weight:g}")
            width = f"flex:{max(lines, 1)} 1 {max(8, lines // 8)}px;max-width:{max(8, lines)}px"
            yield (
                f'<button type="button" data-file="{escape(path)}" aria-pressed="false" title="{told}"'
                f' aria-label="{told}" style="{width};background:{colour}"></button>'
            )
        yield "</div></div>"


def _filters(review: Review) -> Iterator[str]:
    yield "<form>"
    for name in [chapter.category for chapter in review.chapters]:
        yield f'<label><input type="checkbox" name="{name}" checked> {name}</label>'
    for level, count in review.counts.items():
        if count:
            yield f'<label class="{level}"><input type="checkbox" name="{level}" checked> {level} ({count:,})</label>'
    yield '<output class="soft"></output></form>'


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f'<section data-category="{chapter.category}">\n<h2>{chapter.category.capitalize()}</h2>'
    yield f'<p class="soft">{chapter.summary}</p>'
    for group in chapter.groups:
        yield from _group(group)
    yield "</section>"


def _group(group: Group) -> Iterator[str]:
    yield '<div class="group">'
    yield (
        f'<p><a class="level {group.severity}" href="{escape(group.url)}">{escape(group.code)}</a>'
        f' <span class="soft">{group.severity}, {plural(len(group.remarks), "place")}</span></p>'
    )
    yield f"<p>{text(group.why)}</p>"
    yield from _finding(group.worst)
    if group.repair is not None:
        why = f": {group.repair.why[0].lower()}{group.repair.why[1:].rstrip('.')}" if group.repair.why else ""
        how = "by itself" if group.repair.automatic else group.repair.safety
        yield f'<p class="soft">Repair on offer: {text(group.repair.title)} ({how}{text(why)}).</p>'
    if len(group.remarks) > 1:
        yield f'<details class="more"><summary>{plural(len(group.remarks) - 1, "more place")}</summary>'
        for number, remark in enumerate(group.remarks[1:]):
            yield from _finding(remark, with_source=number < _MOST_EXCERPTS)
        yield "</details>"
    yield "</div>"


def _finding(remark: Remark, *, with_source: bool = True) -> Iterator[str]:
    yield f'<div class="finding" data-level="{remark.severity}" data-path="{escape(remark.path)}">'
    yield f"<p>{_place(remark.path, remark.span[0] + 1)}: {text(remark.message)}</p>"
    if remark.source and with_source:
        yield f'<pre class="{remark.severity}">{_excerpt(remark)}</pre>'
    if remark.related:
        yield "<ul>"
        for item in remark.related:
            yield f"<li>{_place(item['path'], item['range']['start']['line'] + 1)}: {text(item['message'])}</li>"
        yield "</ul>"
    yield "</div>"


def _excerpt(remark: Remark) -> str:
    """The first lines of the span and those before it, numbered, with the span marked."""
    start_line, start, end_line, end = remark.span
    first_shown = start_line - len(remark.lead)
    shown = [
        f'<span class="soft">{first_shown + offset + 1:>5} {escape(line)}</span>'
        for offset, line in enumerate(remark.lead)
    ]
    for offset, line in enumerate(remark.source):
        number = start_line + offset
        first = start if number == start_line else len(line) - len(line.lstrip())
        last = end if number == end_line else len(line)
        shown.append(
            f'<span class="soft">{number + 1:>5} </span><span class="ink">{escape(line[:first])}</span>'
            f'<mark>{escape(line[first:last])}</mark><span class="ink">{escape(line[last:])}</span>'
        )
    return "\n".join(shown)


def _place(path: str, line: int) -> str:
    return f"<code>{escape(path)}:{line}</code>"


def text(said: str) -> str:
    """A sentence with its `code` marked up."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(said))
