"""Options of commands: unvalidated-argument."""

import argparse

import click


def wait(words):
    """How long to wait, in seconds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", default="2")
    parser.add_argument("--seconds", default="1.5")
    options = parser.parse_args(words)
    return int(options.times) * float(options.seconds)


@click.command()
@click.option("--port")
@click.argument("name")
def serve(port, name):
    """Serve something."""
    number = int(port)
    click.echo(f"{name} at {number + 1}")
