// Debian's Chromium, and one window of it as a person uses it: by labels, button texts and keys.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { ROOT } from "./house.js";

const PATIENCE = 20_000;
const SIZES = { desktop: [1366, 768], tablet: [1024, 768], phone: [390, 844] };
/** The narrowest screen that WCAG 2.2 (1.4.10, reflow) speaks of: 1280×1024 at 400 % zoom. */
const NARROWEST = 320;
const ZOOMED_HEIGHT = 256;
/** What a first visit may send, compressed, fonts apart. */
export const HEAVIEST = 100_000;
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const SCREENSHOTS = process.env.MOTCUA_SCREENSHOTS || join(ROOT, "target/screenshots");

/** Starts a browser with a profile of its own; `close()` ends it and removes the profile. */
export async function openBrowser() {
  const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
    (path) => path && existsSync(path),
  );
  assert.ok(executablePath, "Chromium is missing (Debian: apt-get install chromium)");
  const profile = await mkdtemp(join(tmpdir(), "motcua-chromium-"));
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    userDataDir: profile,
    timeout: 60_000,
    protocolTimeout: 60_000,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      // What the browser itself writes, as on a choice of files.
      "--lang=vi",
    ],
    env: { ...process.env, LANGUAGE: "vi" },
  });
  await mkdir(SCREENSHOTS, { recursive: true });
  return {
    /** A window that shares no cookie with any other. */
    async window(address) {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      const window = new Window(page, address);
      await window.prepare();
      return window;
    },
    /** Ends it as a power cut does; answers whether it was running. */
    kill() {
      return browser.process().kill("SIGKILL");
    },
    async close() {
      const child = browser.process();
      const closed = browser.close().catch(() => {});
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
      if (child && child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Finds elements in the page. Runs inside it, so it can use nothing from out here. */
function find(kind, wanted, scope) {
  const plain = (text) => (text ?? "").normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase();
  const want = wanted.map(plain);
  const room = document.querySelector(scope) ?? document.body;
  const all = (selector) => [...room.querySelectorAll(selector)];
  const labelOf = (control) => {
    const own = [...(control.labels ?? [])].map((label) => label.textContent).join(" ");
    return plain(own || control.getAttribute("aria-label") || "");
  };
  // The whole text first, then its beginning, then any part: the closest match wins.
  const best = (elements, textOf) => {
    for (const text of want) {
      for (const fits of [(t) => t === text, (t) => t.startsWith(text), (t) => t.includes(text)]) {
        const found = elements.find((element) => fits(textOf(element)));
        if (found) return found;
      }
    }
    return null;
  };
  if (kind === "field") {
    const controls = all("input:not([type=hidden]), textarea, select");
    for (const text of wanted) {
      const named = controls.find((control) => control.name === text || control.id === text);
      if (named) return named;
    }
    return best(controls, labelOf);
  }
  if (kind === "button") return best(all("button, input[type=submit], a[role=button], a.govuk-button"), (b) => plain(b.tagName === "INPUT" ? b.value : b.textContent));
  return best(all("a[href]"), (a) => plain(a.textContent));
}

/** One window: a person at a screen. Script is off, as every page must work without it. */
export class Window {
  /** Violations already told, so that one fault of the frame is not told on each page. */
  constructor(page, address) {
    this.page = page;
    this.address = address;
    this.status = 0;
    this.outside = [];
    this.complaints = [];
    /** Off, unless a scene is about the script: every page must work without it. */
    this.script = false;
    /** Bytes that came for the open page, compressed, fonts apart. */
    this.bytes = 0;
  }

  async prepare() {
    this.page.setDefaultTimeout(PATIENCE);
    // Every page is weighed as on a first visit.
    await this.page.setCacheEnabled(false);
    await this.#weigh();
    await this.page.setViewport({ width: SIZES.desktop[0], height: SIZES.desktop[1] });
    await this.page.setJavaScriptEnabled(false);
    await this.page.setExtraHTTPHeaders({ "Accept-Language": "vi" });
    this.page.on("response", (answer) => {
      if (answer.request().isNavigationRequest()) this.status = answer.status();
      if (answer.status() >= 500) this.complaints.push(`${answer.status()} ${answer.url()}`);
    });
    this.page.on("request", (request) => {
      if (!request.url().startsWith(this.address) && !request.url().startsWith("data:")) this.outside.push(request.url());
    });
    this.page.on("console", (line) => {
      // A form that was refused answers 4xx, which the console reports; anything else is a fault.
      if (line.type() === "error" && !/status of 4\d\d/.test(line.text())) this.complaints.push(line.text());
    });
  }

  /** Switches script on, for a scene that is about the script. */
  async withScript() {
    this.script = true;
    await this.page.setJavaScriptEnabled(true);
  }

  /** Counts the bytes that came over the wire for the page that is open. */
  async #weigh() {
    const wire = await this.page.createCDPSession();
    const fonts = new Set();
    await wire.send("Network.enable");
    wire.on("Network.requestWillBeSent", ({ type, requestId, loaderId }) => {
      if (type === "Document" && requestId === loaderId) this.bytes = 0;
    });
    wire.on("Network.responseReceived", ({ requestId, type }) => type === "Font" && fonts.add(requestId));
    wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (!fonts.has(requestId)) this.bytes += encodedDataLength;
    });
  }

  get path() {
    const url = new URL(this.page.url());
    return url.pathname + url.search;
  }

  /** Goes to an address of the house. */
  async go(path) {
    await this.page.goto(this.address + path, { waitUntil: "load" });
    return this;
  }

  /** All text a person sees in the main part. */
  async text(scope = "main") {
    return this.page.evaluate(
      (selector) => (document.querySelector(selector) ?? document.body).innerText.normalize("NFC"),
      scope,
    );
  }

  async heading() {
    return this.page.evaluate(() => document.querySelector("h1")?.innerText.normalize("NFC") ?? "");
  }

  /** Whether a text is there, whatever its case. */
  async shows(text, scope = "main") {
    const all = await this.text(scope);
    return text instanceof RegExp ? text.test(all) : all.toLowerCase().includes(text.normalize("NFC").toLowerCase());
  }

  /** Fails, telling what is there instead, unless a text is there. */
  async sees(text, scope = "main") {
    if (!(await this.shows(text, scope))) {
      assert.fail(`${text} is not on ${this.path} (${this.status}):\n${(await this.text(scope)).slice(0, 3000)}`);
    }
  }

  async find(kind, wanted, scope = "main") {
    const handle = await this.page.evaluateHandle(find, kind, [wanted].flat(), scope);
    return handle.asElement();
  }

  async must(kind, wanted, scope = "main") {
    const element = await this.find(kind, wanted, scope);
    if (!element) {
      const there = await this.page.evaluate((selector) => {
        const room = document.querySelector(selector) ?? document.body;
        const names = [...room.querySelectorAll("input:not([type=hidden]), textarea, select, button, a[href]")];
        return names.map((e) => `${e.tagName.toLowerCase()} ${e.name ?? ""} ${(e.labels?.[0]?.innerText ?? e.innerText ?? "").slice(0, 60)}`);
      }, scope);
      assert.fail(`no ${kind} ${[wanted].flat().join(" | ")} on ${this.path} (${this.status}); there are:\n  ${there.join("\n  ")}`);
    }
    return element;
  }

  /** Types into a field found by name or label, over what it holds. */
  async type(wanted, value) {
    const field = await this.must("field", wanted);
    const kind = await field.evaluate((e) => (e.tagName === "SELECT" ? "select" : e.type));
    if (kind === "select") {
      const option = await field.evaluate(
        (e, text) => [...e.options].find((o) => o.value === text || o.value.split(" ").includes(text) || o.text.includes(text))?.value ?? "",
        value,
      );
      assert.ok(option, `no choice ${value} in ${wanted}`);
      await field.select(option);
      return;
    }
    await field.evaluate((e) => e.select?.());
    await field.press("Backspace");
    await field.type(value);
  }

  /** Ticks a box or chooses a radio, found by name or label. */
  async choose(wanted) {
    const field = await this.must("field", wanted);
    if (!(await field.evaluate((e) => e.checked))) await field.click();
  }

  /** What a field holds. */
  async value(wanted) {
    return (await this.must("field", wanted)).evaluate((e) => (e.type === "checkbox" || e.type === "radio" ? e.checked : e.value));
  }

  async press(wanted, scope = "main") {
    await this.#away(await this.must("button", wanted, scope));
  }

  /** Presses the first element that a selector finds. */
  async pressIn(selector) {
    const element = await this.page.$(selector);
    assert.ok(element, `nothing is ${selector} on ${this.path}`);
    await this.#away(element);
  }

  async follow(wanted, scope = "main") {
    await this.#away(await this.must("link", wanted, scope));
  }

  async #away(element) {
    await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), element.click()]);
  }

  /** Where a link leads. */
  async href(wanted, scope = "main") {
    return (await this.must("link", wanted, scope)).evaluate((a) => a.getAttribute("href"));
  }

  /** A file that this person may fetch. */
  async fetch(path) {
    const cookies = (await this.page.browserContext().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
    return fetch(new URL(path, this.address), { headers: { cookie: cookies }, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  }

  /** Moves with Tab until the wanted element has the focus, as somebody without a mouse does. */
  async tabTo(kind, wanted, scope = "body") {
    const element = await this.must(kind, wanted, scope);
    for (let i = 0; i < 250; i++) {
      const there = await element.evaluate((e) => {
        const now = document.activeElement;
        // A group of radios is one stop for Tab; its arrow keys go on inside.
        return now === e || (e.type === "radio" && now?.type === "radio" && now.name === e.name);
      });
      if (there) {
        const seen = await this.page.evaluate(() => {
          const now = document.activeElement;
          const box = (now.labels?.[0] ?? now).getBoundingClientRect();
          return box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
        });
        assert.ok(seen, `${wanted} has the focus out of sight on ${this.path}`);
        return element;
      }
      await this.page.keyboard.press("Tab");
    }
    return assert.fail(`Tab never comes to ${wanted} on ${this.path}`);
  }

  /** Fills a field with the keyboard alone. */
  async keyIn(wanted, value) {
    await this.tabTo("field", wanted);
    await this.page.keyboard.type(value);
  }

  /** Ticks a box with the keyboard alone. */
  async keyTick(wanted) {
    const box = await this.tabTo("field", wanted);
    if (!(await box.evaluate((e) => e.checked))) await this.page.keyboard.press("Space");
  }

  /** Presses a button or follows a link with Enter. */
  async keyEnter(kind, wanted, scope = "body") {
    await this.tabTo(kind, wanted, scope);
    await Promise.all([this.page.waitForNavigation({ waitUntil: "load" }), this.page.keyboard.press("Enter")]);
  }

  /**
   * Looks at the page as it stands: one heading, accessible (WCAG 2.2 AA), nothing from elsewhere,
   * nothing to scroll sideways for on the narrowest screen; with a name, also as three pictures.
   */
  async look(name) {
    const facts = await this.page.evaluate(() => ({
      headings: document.querySelectorAll("h1").length,
      title: document.title.trim(),
      lang: document.documentElement.lang,
      // A text that asked for a value and did not get it.
      gaps: document.body.innerText.match(/\{\s*\$[\w-]+\s*\}/g) ?? [],
    }));
    assert.ok(this.bytes <= HEAVIEST, `${this.path} weighs ${this.bytes} bytes`);
    assert.deepEqual(facts.gaps, [], `${this.path} has words with gaps`);
    assert.equal(facts.headings, 1, `${this.path} has ${facts.headings} main headings`);
    assert.ok(facts.title && facts.lang, `${this.path} has a title and a language`);
    await this.#reflow();
    if (name) await this.#pictures(name);
    await this.#axe();
    assert.deepEqual(this.outside.splice(0), [], `${this.path} asks other servers`);
    assert.deepEqual(this.complaints.splice(0), [], `${this.path} complains`);
  }

  async #resize([width, height]) {
    await this.page.setViewport({ width, height });
  }

  async #reflow() {
    const wide = [];
    // A tablet is narrow enough for a wide table to stick out where a phone has cards.
    for (const width of [SIZES.tablet[0], NARROWEST]) {
      await this.#resize([width, 640]);
      wide.push(...(await this.page.evaluate((limit) => {
        if (document.documentElement.scrollWidth <= limit) return [];
        // Boxes that stick out, and boxes that hold words too long for them.
        const guilty = [...document.querySelectorAll("body *")]
          .filter((e) => !e.closest(".govuk-visually-hidden, .govuk-skip-link"))
          .filter((e) => e.getBoundingClientRect().right > limit + 1 || (e.scrollWidth > e.clientWidth + 1 && !e.querySelector("*")))
          .slice(0, 5)
          .map((e) => `${e.tagName.toLowerCase()}.${e.className} ${(e.textContent ?? "").trim().slice(0, 40)}`);
        return [`${document.documentElement.scrollWidth} pixels of ${limit}`, ...guilty];
      }, width)));
    }
    await this.#resize([NARROWEST, ZOOMED_HEIGHT]);
    const covered = await this.page.evaluate(() => {
      const still = [...document.querySelectorAll("body *")].filter((e) => ["fixed", "sticky"].includes(getComputedStyle(e).position));
      const seen = (box) => Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0)) * Math.min(box.width, innerWidth);
      return still.reduce((sum, e) => sum + seen(e.getBoundingClientRect()), 0) / (innerWidth * innerHeight);
    });
    await this.#resize(SIZES.desktop);
    assert.ok(covered < 0.5, `at 400 % zoom, ${Math.round(covered * 100)} % of ${this.path} is covered by what stands still`);
    assert.deepEqual(wide, [], `${this.path} is wider than the screen`);
  }

  async #pictures(name) {
    for (const [size, pixels] of Object.entries(SIZES)) {
      await this.#resize(pixels);
      // As high as the page, so that what sticks to the edge of the window does not stand in the middle of it.
      const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
      await this.#resize([pixels[0], Math.max(pixels[1], height)]);
      await this.#drawn();
      await this.page.screenshot({ path: join(SCREENSHOTS, `${name}-${size}.png`), fullPage: true });
    }
    await this.#resize(SIZES.desktop);
  }

  /** Waits until letters have their own fonts and the page is drawn with them. */
  async #drawn() {
    // Waiting itself needs script; the page has none.
    await this.page.setJavaScriptEnabled(true);
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
    await this.page.setJavaScriptEnabled(this.script);
  }

  async #axe() {
    // The checker itself needs script; the page has none.
    await this.page.setJavaScriptEnabled(true);
    await this.page.evaluate(AXE);
    const violations = await this.page.evaluate(
      async (tags) =>
        (await globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })).violations.map(
          (v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} ${n.failureSummary?.replace(/\s+/g, " ").slice(0, 200)}`).join("\n    ")}`,
        ),
      WCAG,
    );
    await this.page.setJavaScriptEnabled(this.script);
    assert.deepEqual(violations, [], `${this.path} is not accessible`);
  }

  /** The page as a printer gets it: A4, with the page's own margins. */
  async print() {
    return Buffer.from(await this.page.pdf({ format: "A4", preferCSSPageSize: true }));
  }

  async close() {
    await this.page.browserContext().close().catch(() => {});
  }
}
