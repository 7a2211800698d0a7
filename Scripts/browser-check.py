#!/usr/bin/env python3
"""Opens every page of a report in a headless Chromium, from the file system, at two widths, and says what is wrong:
messages on the console, links that lead nowhere, text wider than the page, and what axe-core finds (contrast, headings,
alternative texts and the like).

    Scripts/browser-check.py RESULTS [--screenshots DIR]

Needs the Python packages selenium and axe-core-python, chromium and its driver. Exit status 1 if anything is wrong."""
import argparse
import importlib.resources
import pathlib
import re
import shutil
import sys
import urllib.parse

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

WIDTHS = [("phone", 390), ("wide", 1280)]
AXE = importlib.resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# What is inside of pictures and formulas is one thing to a reader, and would take most of the time.
CONTEXT = {"exclude": [["svg > *"], ["math > *"]]}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


def browser():
    options = Options()
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files",
                     # No page may need a network: every host is unknown.
                     "--host-resolver-rules=MAP * ~NOTFOUND"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


def dead_links(driver, page, ids):
    """Links, pictures and style sheets of the page that lead nowhere."""
    found = driver.execute_script("""
        const list = [];
        for (const e of document.querySelectorAll('[href], [src]')) {
            const at = e.getAttribute('href') ?? e.getAttribute('src');
            list.push(at);
        }
        return list;""")
    for target in sorted(set(found)):
        url = urllib.parse.urlparse(target)
        if url.scheme in ("http", "https"):
            yield f"needs a network: {target}"
            continue
        path = page if not url.path else (page.parent / urllib.parse.unquote(url.path)).resolve()
        if not path.exists():
            yield f"dead link: {target}"
        elif url.fragment and path.suffix == ".html" and url.fragment not in ids(path):
            yield f"no such place: {target}"


def check(driver, page, shots, name, width, ids):
    driver.set_window_size(width, 900)
    driver.get(page.as_uri())
    for entry in driver.get_log("browser"):
        yield f"console: {entry['level']}: {entry['message']}"
    is_first = name == WIDTHS[0][0]
    if is_first:
        yield from dead_links(driver, page, ids)
    overflow = driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth;")
    if overflow > 0:
        yield f"{overflow} pixels wider than the window"
    broken = driver.execute_script("""
        const bad = [];
        for (const i of document.images) { i.loading = 'eager'; }
        for (const i of document.images) { if (i.complete && i.naturalWidth === 0) bad.push(i.src); }
        return bad;""")
    for source in broken:
        yield f"no picture: {source}"
    if is_first:
        driver.execute_script(AXE)
        result = driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(arguments[0], arguments[1]).then(done, e => done({error: '' + e}));", CONTEXT, RULES)
        if "error" in result:
            yield f"axe: {result['error']}"
        for violation in result.get("violations", []):
            where = "; ".join(node["html"][:120] for node in violation["nodes"][:2])
            yield f"axe: {violation['id']}: {violation['help']}: {where}"
    if shots:
        height = driver.execute_script("return document.documentElement.scrollHeight;")
        driver.set_window_size(width, min(height, 6000))
        label = str(page).replace("/", "_")[-80:].removesuffix(".html")
        driver.save_screenshot(str(shots / f"{label}-{name}.png"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path)
    arguments = parser.parse_args()
    root = arguments.results.resolve()
    pages = sorted(root.rglob("*.html"))
    if not pages:
        sys.exit(f"{root}: no pages")
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    known = {}

    def ids(path):
        if path not in known:
            known[path] = set(re.findall(r'\bid="([^"]*)"', path.read_text(encoding="utf-8")))
        return known[path]

    driver = browser()
    driver.set_script_timeout(120)
    wrong = 0
    try:
        for page in pages:
            for name, width in WIDTHS:
                for problem in check(driver, page, arguments.screenshots, name, width, ids):
                    wrong += 1
                    print(f"{page.relative_to(root)} ({name}): {problem}")
    finally:
        driver.quit()
    print(f"{len(pages)} pages at {len(WIDTHS)} widths in Chromium: {wrong} problems")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
