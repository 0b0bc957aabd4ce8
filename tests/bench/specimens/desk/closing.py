"""Ends: return-in-finally."""


def read(stream):
    """All that a stream has."""
    data = ""
    try:
        data = stream.read()
    finally:
        stream.close()
        return data


def counted(streams):
    """How many of some streams have something."""
    count = 0
    for stream in streams:
        try:
            if stream.read():
                count += 1
        finally:
            stream.close()
            continue
    return count
