"""The documents say what is so: lists, printed output, plug-ins and the face."""

import doctest
import importlib
import io
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import crisisfigures as cf

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GENERATE = runpy.run_path(str(DOCS / "generate.py"))
PRINTING = sorted(
    str(file.relative_to(DOCS))
    for file in DOCS.rglob("*.md")
    if GENERATE["prints"](file.read_text(encoding="utf-8"))
)
EXAMPLES = sorted(
    ".".join(file.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
    for file in (ROOT / "src").rglob("*.py")
    if ">>> " in file.read_text(encoding="utf-8")
)
BLOCK = re.compile(r"```(python|toml)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("path", sorted(GENERATE["PAGES"]))
def test_a_page_made_of_the_librarys_lists_is_up_to_date(path):
    made, kept = GENERATE["PAGES"][path](), (DOCS / path).read_text(encoding="utf-8")
    # Line breaks in help texts are the terminal library's: they differ between its versions.
    assert made.split() == kept.split(), "run: python docs/generate.py"


@pytest.mark.parametrize("path", PRINTING)
def test_a_page_shows_what_its_code_prints(path, monkeypatch):
    monkeypatch.chdir(ROOT)
    page = (DOCS / path).read_text(encoding="utf-8")
    assert GENERATE["with_printed"](page) == page, "run: python docs/generate.py"


@pytest.mark.parametrize("module", EXAMPLES)
def test_an_example_in_a_docstring_gives_what_it_shows(module):
    done = doctest.testmod(
        importlib.import_module(module),
        extraglobs={"StringIO": io.StringIO},
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert done.attempted
    assert not done.failed


def test_every_public_name_has_one_place_in_the_reference():
    listed = [
        name
        for file in (DOCS / "reference").glob("*.md")
        for name in re.findall(r"^::: crisisfigures\.(\w+)$", file.read_text("utf-8"), re.MULTILINE)
        if name in cf.__all__ or name[0].isupper()
    ]
    listed = [name for name in listed if name != "errors"]
    assert sorted([*listed, "__version__"]) == sorted(cf.__all__)


def test_every_method_and_every_format_has_a_page():
    for folder, names in (("methods", cf.methods()), ("formats", cf.formats())):
        pages = {file.stem for file in (DOCS / folder).glob("*.md")} - {"index"}
        assert pages == set(names)


def test_every_page_is_in_the_navigation():
    navigation = re.findall(
        r"([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(navigation) == sorted(str(file.relative_to(DOCS)) for file in DOCS.rglob("*.md"))


@pytest.mark.parametrize("page", ["add-format", "add-method", "add-check"])
def test_a_plug_in_of_another_distribution_works_as_its_guide_says(page, tmp_path):
    text = (DOCS / "guides" / f"{page}.md").read_text(encoding="utf-8")
    (_, module), *_, (_, offer), (_, use) = BLOCK.findall(text)
    name = re.search(r'"(\w+):[A-Z]+"', offer)[1]
    group = re.search(r'entry-points\."([\w.]+)"', offer)[1]
    points = re.sub(r'"', "", offer.splitlines()[1])
    (tmp_path / f"{name}.py").write_text(module, encoding="utf-8")
    installed = tmp_path / f"{name}-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(f"[{group}]\n{points}\n")
    paths = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", use],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
