"""Runs the burnish that travels with the extension: `python -I start.py server --stdio`.

`libs` holds what is pure Python, `native/cp310-linux_x86_64` and its like what is compiled. Nothing is
installed, bytecode is written only where `-X pycache_prefix=FOLDER` says, and neither the folder it is started in nor
the packages of the interpreter are on the import path.
Exit code 3 says that this interpreter cannot run it; why is on standard error.
"""

import os
import sys
import sysconfig

UNSUITABLE = 3
OLDEST = (3, 10)
HERE = os.path.dirname(os.path.abspath(__file__))


def native_name():
    """The folder of what is compiled for this interpreter."""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    if platform.startswith("macosx"):
        platform = "macosx_" + platform.rsplit("_", 1)[-1].replace("universal2", os.uname().machine)
    return "cp%d%d-%s" % (sys.version_info[0], sys.version_info[1], platform)


def unsuitable():
    """Why this interpreter cannot run burnish, or an empty text."""
    version = "Python %d.%d" % sys.version_info[:2]
    if sys.version_info < OLDEST:
        return "%s is too old: burnish needs Python %d.%d or newer." % ((version,) + OLDEST)
    if sys.implementation.name != "cpython":
        return "burnish travels with parts compiled for CPython, and this is %s." % sys.implementation.name
    if not os.path.isdir(os.path.join(HERE, "native", native_name())):
        return "This extension holds no compiled parts for %s (%s)." % (version, native_name())
    return ""


def main():
    """Set the import path and hand over to the command line."""
    reason = unsuitable()
    if reason:
        sys.stderr.write("burnish: %s\n" % reason)
        return UNSUITABLE
    if "--probe" in sys.argv[1:2]:
        sys.stdout.write("burnish can run here\n")
        return 0
    if sys.pycache_prefix is None:
        sys.dont_write_bytecode = True
    outside = [entry for entry in sys.path if "site-packages" not in entry and "dist-packages" not in entry]
    folders = [os.path.join(HERE, "libs"), os.path.join(HERE, "native", native_name())]
    sys.path[:] = folders + [entry for entry in outside if os.path.abspath(entry) != HERE]

    from burnish.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
