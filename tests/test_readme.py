"""The README shows commands with their real output."""

import re
import shlex
from pathlib import Path

from crisisfigures.cli import main

ROOT = Path(__file__).parent.parent


def test_the_output_shown_in_the_readme_is_the_real_one(capfd, monkeypatch):
    monkeypatch.chdir(ROOT)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```console\n\$ (.*/crisisfigures .*)\n([^`]*)```", readme)
    command, shown = block
    *_, program = command.split("&&")
    assert main(shlex.split(program)[1:]) == 0
    out, err = capfd.readouterr()
    assert err + out == shown


def test_the_example_answers_each_of_its_readme_s_commands(capfd, monkeypatch):
    monkeypatch.chdir(ROOT)
    readme = (ROOT / "examples" / "menaka" / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ crisisfigures (.*)$", readme, re.MULTILINE)
    printed = []
    for command in commands:
        assert main(shlex.split(command)) == 0
        printed.append(capfd.readouterr().out)
    as_it_is, joined, with_bounds = printed
    assert "6 claims on 6 quantities" in as_it_is
    assert "6 claims on 4 quantities" in joined
    assert "no agreement" in joined
    assert "300* to 999*" in with_bounds
