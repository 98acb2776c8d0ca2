"""`make audit`: known weaknesses, licences and the parts list (SBOM) of what an installation runs, from runtime.lock.

Usage: python audit.py LOCK PYPROJECT PYTHON FOLDER, by the Python of the environment in which the three tools are
installed; PYTHON is that in which the locked packages are. Exit 1: a known weakness, or a licence that pyproject.toml
does not accept. Exit 2: a part of the answer could not be had, so that nobody takes silence for health.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

UNKNOWN = "UNKNOWN"


def named(text: str) -> str:
    """The name of a package as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", text).lower()


def ran(folder: Path, name: str, *words: str | Path) -> tuple[int, str]:
    """Run a tool of this environment; its exit code and what it complained of."""
    done = subprocess.run(
        [Path(sys.executable).with_name(name), *words], capture_output=True, text=True, check=False, cwd=folder
    )
    return done.returncode, done.stderr.strip()


def weaknesses(lock: Path, folder: Path) -> tuple[list[str], list[str]]:
    """What is known against the locked packages, and what could not be asked."""
    told = folder / "vulnerabilities.json"
    told.unlink(missing_ok=True)
    words = ("--requirement", lock, "--require-hashes", "--disable-pip", "--progress-spinner", "off")
    code, said = ran(folder, "pip-audit", *words, "--format", "json", "--output", told)
    if not told.exists():
        return [], [f"the service of known weaknesses did not answer (exit {code}): {said[-300:]}"]
    return judged_weaknesses(json.loads(told.read_text(encoding="utf-8")))


def judged_weaknesses(answer: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Known weaknesses, and the packages that the service says nothing of: pip-audit takes those for healthy."""
    known = [
        f"{one['name']} {one['version']}: {weak['id']} (fixed in {', '.join(weak['fix_versions']) or 'none yet'})"
        for one in answer["dependencies"]
        for weak in one.get("vulns", ())
    ]
    unasked = [one["name"] for one in answer["dependencies"] if "skip_reason" in one]
    some = f"{', '.join(unasked[:5])}{' …' if len(unasked) > 5 else ''}"
    every = len(answer["dependencies"])
    return known, [f"not known to the service: {len(unasked)} of {every} packages ({some})"] if unasked else []


def licence_of(one: dict[str, str]) -> str:
    """The licence of a package: its expression, else what it says in a line, else its classifiers (all of them)."""
    line = one["License-Metadata"].strip()
    short = "" if "\n" in line or line in ("", UNKNOWN) else line
    given = (one["License-Expression"], one["License-Classifier"], short)
    return next((text for text in given if text and text != UNKNOWN), UNKNOWN)


def is_accepted(licence: str, accepted: set[str]) -> bool:
    """Whether a licence is accepted: one of what OR or a list of classifiers offers, all of what AND joins."""
    if licence in accepted:
        return True
    inner = licence.replace("(", " ").replace(")", " ")
    if " AND " in inner:
        return all(is_accepted(part.strip(), accepted) for part in re.split(r"\s+AND\s+", inner))
    parts = re.split(r"\s+OR\s+|;", inner)
    return len(parts) > 1 and any(part.strip() in accepted for part in parts)


def licences(python: Path, lock: Path, rules: dict[str, Any], folder: Path) -> tuple[list[str], list[str]]:
    """The packages whose licence is not accepted, and those that are not installed here and so were not looked at."""
    told = folder / "licences.json"
    words = (
        f"--python={python}",
        "--from=all",
        "--with-system",
        "--with-urls",
        "--format=json",
        f"--output-file={told}",
    )
    code, said = ran(folder, "pip-licenses", *words)
    if code:
        return [], [f"the licences could not be read: {said[-300:]}"]
    locked = {named(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8"), re.M)}
    here = {named(one["Name"]): one for one in json.loads(told.read_text(encoding="utf-8"))}
    accepted, by_name = set(rules["accepted"]), rules["accepted_of"]
    refused = [
        f"{name} {here[name]['Version']}: {licence_of(here[name])}"
        for name in sorted(locked & here.keys())
        if not is_accepted(licence_of(here[name]), accepted) and by_name.get(name) != licence_of(here[name])
    ]
    told.write_text(
        json.dumps([here[name] for name in sorted(locked & here.keys())], ensure_ascii=False, indent=1), "utf-8"
    )
    # A package for another system or another Python is none of a machine's that lacks it.
    absent = sorted(locked - here.keys() - set(rules["of_other_machines"]))
    return refused, [f"not installed here, licence not looked at: {', '.join(absent)}"] if absent else []


def main(words: list[str]) -> int:
    """Write the three answers into the folder and say what is to be done."""
    lock, pyproject, python, folder = (Path(word).absolute() for word in words)
    rules = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["audit"]
    listed, said = ran(
        folder, "cyclonedx-py", "requirements", lock, "--pyproject", pyproject, "--output-reproducible",
        "--output-file", folder / "sbom.cdx.json",
    )  # fmt: skip
    missing = [f"the parts list could not be written: {said[-300:]}"] if listed else []
    known, unasked = weaknesses(lock, folder)
    refused, absent = licences(python, lock, rules, folder)
    for title, lines in (("Known weakness", known), ("Licence not accepted", refused)):
        for line in lines:
            print(f"{title}: {line}")
    for line in (*missing, *unasked, *absent):
        print(f"Not answered: {line}")
    print(f"Written: {folder}/sbom.cdx.json, vulnerabilities.json, licences.json")
    return 1 if known or refused else 2 if missing or unasked or absent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
