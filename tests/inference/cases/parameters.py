import os
import threading
from functools import partial


def by_default(limit=10, name="x", ratio=0.5, strict=False):  # infer: limit: int?; name: str?; ratio: float?; strict: bool
    return strict and limit and ratio and name


def by_call(count):  # infer: count: int?; return: int
    return count * 2


def by_keyword(*, count=None):  # infer: count: int | None?
    return count


def by_two_calls(value):  # infer: value: int | str?
    return value


def calls():
    by_call(3)
    by_keyword(count=4)
    by_two_calls(1)
    by_two_calls("x")
    wrapper = partial(by_partial, 1)
    wrapper("x")
    threading.Thread(target=by_thread, args=(1, "x")).start()
    by_varargs("a", "b")
    by_keywords(a=1, b=2)


def by_partial(number, word):  # infer: word: str
    return number, word


def by_thread(number, word):  # infer: number: int; word: str
    return number, word


def by_varargs(*names):  # infer: names: str
    return names


def by_keywords(**options):  # infer: options: int
    return options


def by_methods(line):  # infer: line: str?; return: list[str]
    return line.strip().split(",")


def by_passing_on(place):  # infer: place: str?
    return os.path.exists(place)


def by_passing_on_here(thing):  # infer: thing: int?
    return by_call(thing)


def by_comparison(kind):  # infer: kind: str?
    return kind == "x"


def by_membership(kind):  # infer: kind: str?
    return kind in ("x", "y")


def by_arithmetic(amount):  # infer: amount: int?
    return amount + 1


def by_instance_tests(thing=1):  # infer: thing: int | str?
    if isinstance(thing, int):
        return 1
    if isinstance(thing, str):
        return 2
    return 3


def by_being_called(callback_):  # infer: callback_: Callable?
    return callback_()


def by_name(filename):  # infer: filename: str?
    return filename


def by_flag_name(is_open):  # infer: is_open: bool?
    return is_open


def unknown(thing):  # infer: thing: -; return: -
    return thing


def sphinx(place, times):  # infer: place: str?; times: int?; return: bool?
    """Do it.

    :param str place: where
    :type times: int
    :rtype: bool
    """
    return do_it(place, times)


def google(place, words):  # infer: place: str?; words: list[str]?
    """Do it.

    Args:
        place (str): where
        words (list of str, optional): which
    """
    return do_it(place, words)


def numpy(place, times=None):  # infer: place: str?; times: int | None?
    """Do it.

    Parameters
    ----------
    place : str
        where
    times : int, optional
        how often
    """
    return do_it(place, times)


def gathered(values):  # infer: values: Iterable[int]
    return iter(values)


gathered([1])
gathered((2, 3))


def ended_by(rules=None):  # infer: rules: tuple[str, ...] | None
    print(rules)


ended_by(("name",))


class Command:
    def __init__(self, name: str, deprecated=False):  # infer: deprecated: bool | str?
        self.name = name
        self.deprecated = deprecated

    def warning(self):
        if not self.deprecated:
            return ""
        return self.deprecated if isinstance(self.deprecated, str) else "deprecated"


def handing_on(node):  # infer: node: int?
    return taking(node)


def taking(node):  # infer: node: int | None?
    return node


handing_on(1)
taking(None)
