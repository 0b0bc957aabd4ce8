"""Lookups by what a caller gives: sql-string."""

import sqlite3


def opened():
    """A database with two tickets."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE ticket (title TEXT, state TEXT, votes INTEGER)")
    database.execute("INSERT INTO ticket VALUES ('It''s broken', 'open', 3), ('Too slow', 'closed', 5)")
    return database


def titled(database, title):
    """The state of the tickets with a title."""
    cursor = database.cursor()
    cursor.execute(f"SELECT state FROM ticket WHERE title = '{title}'")
    return [row[0] for row in cursor]


def counted(database, state, least):
    """How many tickets are in a state and have so many votes."""
    cursor = database.cursor()
    cursor.execute("SELECT count(*) FROM ticket WHERE state = '%s' AND votes >= %d" % (state, least))
    return cursor.fetchone()[0]


def renamed(database, old, new):
    """Give tickets another title."""
    cursor = database.cursor()
    text = "UPDATE ticket SET title = '" + new + "' WHERE title = '" + old + "'"
    cursor.execute(text)
    return cursor.rowcount
