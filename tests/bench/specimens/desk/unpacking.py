"""Archives unpacked: archive-path-escape."""

import tarfile


def unpack(path, where):
    """Unpack an archive below a folder."""
    with tarfile.open(path) as archive:
        archive.extractall(where)


def unpack_here(path):
    """Unpack an archive into the folder that is at hand."""
    with tarfile.open(path) as archive:
        archive.extractall()
