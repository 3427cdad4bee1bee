"""Opens pages in headless Chromium and says what it saw, as one JSON object a line.

    browser.py CHROMIUM VISITS

Each line of the file VISITS is a JSON object:
    url, width, height         where to go, and how large the window is
    cookie                     NAME=VALUE to come with
    scripts                    false: as a browser without JavaScript
    dark                       true: as one who prefers dark pages
    until                      a text to wait for in <main>, at most a minute
    before                     a command to run once the page says that it is live
    picture                    a file for a screenshot

The devtools protocol is spoken over the pipes of --remote-debugging-pipe: nothing besides Python is needed.
"""
import base64
import fcntl
import json
import os
import select
import subprocess
import sys
import tempfile
import time

# Seconds, for machines that have much else to do.
PATIENCE = 60

# What a page must have for someone who cannot see it, and what must not happen to someone who can.
LOOK = r"""
(() => {
  const luminance = (c) => {
    const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const colour = (text) => (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const paper = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.5) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const pale = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), e = walker.currentNode.parentElement;
    if (!text || !shown(e) || e.closest("svg, script, style, option")) continue;
    const a = luminance(colour(getComputedStyle(e).color).slice(0, 3)), b = luminance(paper(e));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) pale.push(`${text.slice(0, 40)} ${contrast.toFixed(2)}`);
  }
  const dull = [];
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select")) {
    if (!shown(e)) continue;
    e.focus({ focusVisible: true });
    if (document.activeElement !== e || getComputedStyle(e).outlineStyle === "none")
      dull.push(e.outerHTML.slice(0, 80));
  }
  document.activeElement?.blur();
  scrollTo(0, 0);
  const unnamed = [...document.querySelectorAll("nav:not([aria-label]), svg[role=img]:not([aria-label]):not(:has(title))")]
    .map((e) => e.outerHTML.slice(0, 80));
  for (const e of document.querySelectorAll("input:not([type=hidden]), select"))
    if (!e.labels?.length && !e.ariaLabel) unnamed.push(e.outerHTML.slice(0, 80));
  // Wider than the window: what would make someone on a phone push the page about. What scrolls by itself may.
  const wide = [];
  if (document.documentElement.scrollWidth > innerWidth)
    for (const e of document.querySelectorAll("body *"))
      if (e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .skip"))
        wide.push(e.outerHTML.slice(0, 80));
  // Words of a map that lie on each other.
  const collided = [];
  for (const map of document.querySelectorAll("svg.map")) {
    const names = [...map.querySelectorAll("text")].map((t) => [t.textContent, t.getBoundingClientRect()]);
    for (let i = 0; i < names.length; i++) for (let j = 0; j < i; j++) {
      const [a, b] = [names[i][1], names[j][1]];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
        collided.push(`${names[j][0]} / ${names[i][0]}`);
    }
  }
  return {
    title: document.title, lang: document.documentElement.lang, text: document.querySelector("main")?.innerText ?? "",
    headings: document.querySelectorAll("h1").length,
    landmarks: ["header", "main", "footer"].filter((l) => document.querySelectorAll("body > " + l).length === 1),
    live: document.querySelector("[data-live]")?.className ?? null,
    overflow: document.documentElement.scrollWidth - innerWidth, wide: wide.slice(0, 5),
    pale, dull, unnamed, collided,
  };
})()
"""


class Browser:
    def __init__(self, path):
        self.profile = tempfile.TemporaryDirectory(prefix="banlie-browser-", ignore_cleanup_errors=True)
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        # Out of the way of the two numbers that the browser expects.
        theirs_in, theirs_out = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out))

        def wire():
            os.dup2(theirs_in, 3)
            os.dup2(theirs_out, 4)

        self.process = subprocess.Popen(
            [path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--user-data-dir=" + self.profile.name, "--remote-debugging-pipe", "about:blank"],
            preexec_fn=wire, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.reader, self.writer = ours_in, ours_out
        self.buffer, self.events, self.number = b"", [], 0

    def receive(self, seconds):
        while b"\0" not in self.buffer:
            if not select.select([self.reader], [], [], seconds)[0]:
                return None
            part = os.read(self.reader, 1 << 20)
            if not part:
                raise SystemExit("the browser ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive(PATIENCE)
            if answer is None:
                raise SystemExit(f"no answer to {method}")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.profile.cleanup()


def visit(browser, wish):
    browser.events.clear()
    context = browser.call("Target.createBrowserContext")["browserContextId"]
    target = browser.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def call(method, **params):
        return browser.call(method, session, **params)

    def evaluate(text):
        result = call("Runtime.evaluate", expression=text, returnByValue=True)
        if "exceptionDetails" in result:
            raise SystemExit(str(result["exceptionDetails"]))
        return result["result"].get("value")

    for domain in ["Page", "Runtime", "Log", "Network"]:
        call(domain + ".enable")
    call("Emulation.setDeviceMetricsOverride", width=wish["width"], height=wish["height"], deviceScaleFactor=1,
         mobile=wish["width"] < 600)
    call("Emulation.setEmulatedMedia", features=[
        {"name": "prefers-color-scheme", "value": "dark" if wish.get("dark") else "light"}])
    if wish.get("scripts") is False:
        call("Emulation.setScriptExecutionDisabled", value=True)
    if "cookie" in wish:
        name, value = wish["cookie"].split("=", 1)
        call("Network.setCookie", name=name, value=value, url=wish["url"])
    call("Page.navigate", url=wish["url"])
    end = time.time() + PATIENCE
    while evaluate("document.readyState") != "complete" and time.time() < end:
        time.sleep(0.05)
    if "before" in wish:
        while evaluate("document.querySelector('[data-live]')?.className") != "live" and time.time() < end:
            time.sleep(0.05)
        subprocess.run(wish["before"], check=True, stdout=subprocess.DEVNULL)
    if "until" in wish:
        end = time.time() + PATIENCE
        wanted = json.dumps(wish["until"])
        while not evaluate(f"document.querySelector('main').innerText.includes({wanted})") and time.time() < end:
            time.sleep(0.1)
    seen = evaluate(LOOK)
    if "picture" in wish:
        picture = call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        with open(wish["picture"], "wb") as out:
            out.write(base64.b64decode(picture["data"]))
    pdf = base64.b64decode(call("Page.printToPDF", preferCSSPageSize=True)["data"])
    seen["printed"] = pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ")
    seen["status"], seen["complaints"] = None, []
    for event in browser.events:
        method, params = event.get("method"), event.get("params", {})
        if method == "Network.responseReceived" and params["type"] == "Document":
            seen["status"] = params["response"]["status"]
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            seen["complaints"].append(params["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            seen["complaints"].append(params["exceptionDetails"].get("text", "exception"))
        elif method == "Runtime.consoleAPICalled":
            seen["complaints"].append(params["type"])
        elif method == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if not url.startswith((wish["url"].split("/", 3)[0] + "//" + wish["url"].split("/")[2], "data:")):
                seen["complaints"].append("asks " + url)
    browser.call("Target.closeTarget", targetId=target)
    browser.call("Target.disposeBrowserContext", browserContextId=context)
    return seen


browser = Browser(sys.argv[1])
try:
    for line in open(sys.argv[2], encoding="utf-8"):
        if line.strip():
            print(json.dumps(visit(browser, json.loads(line)), ensure_ascii=False), flush=True)
finally:
    browser.close()
