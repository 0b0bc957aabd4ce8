"""What burnish makes of the composed programs.

    python -m tests.security.composed [--seed N] [--most N] [--show N] [--only NAME]

Prints by fragment how many unsafe programs with it are found and safe ones flagged, those judged wrong most often first, and
with `--show` the text of some that are judged wrong.
"""

from __future__ import annotations

import argparse

from tests.security.composed.composing import composed
from tests.security.composed.judging import Share, judge


def _line(name: str, share: Share) -> str:
    return (
        f"{name:44} unsafe found {share.found:5} of {share.unsafe:5}   safe flagged {share.flagged:4} of {share.safe:5}"
    )


def main(seed: int, most: int | None, show: int, only: str) -> None:
    """Judge the programs and print the table."""
    programs = composed(seed, most)
    if only:
        programs = (program for program in programs if any(part.name == only for part in program.parts))
    judged = judge(programs)
    for sort in ("source", "carrier", "guard", "sink"):
        shares = [(name, share) for (kind, name), share in judged.by_fragment.items() if kind == sort]
        for name, share in sorted(shares, key=lambda item: (-item[1].wrong, item[0])):
            if share.wrong:
                print(_line(f"{sort} {name}", share))
        whole = Share(*(sum(getattr(share, part) for _, share in shares) for part in vars(Share())))
        print(_line(f"{sort}s, all", whole))
    for program in judged.wrong[:show]:
        print("\nmissed" if program.unsafe else "\nflagged", program.kind, program.name)
        for name, text in program.modules.items():
            print(f"--- {name}\n{text}")
    print(_line("all programs", judged.whole))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.security.composed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, metavar="N", help="how many programs; by default all pairs")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the text of so many judged wrong")
    parser.add_argument("--only", default="", metavar="NAME", help="only programs with the fragment")
    chosen = parser.parse_args()
    main(chosen.seed, chosen.most, chosen.show, chosen.only)
