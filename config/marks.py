"""How a surface says that a due date rests on no source: beside a count of due dates, and at the foot of a list.

A due date has a mark of its own, 〔仮定・…〕, where no source sets the days; it is empty where one does.
"""

from collections.abc import Iterable


def beside_a_count(marks: Iterable[str]) -> str:
    """What stands beside a count of due dates, given the mark of each: 期限は仮定, or うち2件は期限が仮定 of some.

    Empty where a source sets every one of them.
    """
    every = list(marks)
    unsure = [mark for mark in every if mark]
    if not unsure:
        return ""
    words = "・".join(dict.fromkeys(mark.strip("〔〕").partition("・")[0] for mark in unsure))
    return f"期限は{words}" if len(unsure) == len(every) else f"うち{len(unsure)}件は期限が{words}"


def at_the_foot(marks: Iterable[str], *, shown: bool = True) -> str:
    """The sentence under a list of due dates, given the mark of each; `shown` tells whether each date bears its mark.

    Empty where a source sets every one of them.
    """
    every = list(marks)
    unsure = "".join(dict.fromkeys(mark for mark in every if mark))
    if not unsure:
        return ""
    if all(every):
        return f"期限の日数は、通知などが定めたものではありません{unsure}。"
    if shown:
        return f"期限のうち〔 〕を付けたものは、通知などが日数を定めたものではありません{unsure}。"
    return f"期限には、通知などが日数を定めていないものを含みます{unsure}。"
