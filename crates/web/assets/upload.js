// Sends a chosen file at once, piece by piece, and goes on by itself after a break: when the connection
// is back, when somebody has signed in again, and, once the same file is chosen again, after a reload or
// a browser that died. Without this script files go with the form. Texts stand in the page, never here.
"use strict";
(() => {
  const pattern = document.getElementById("upload-item");
  const form = pattern?.closest("form");
  const says = document.getElementById("says");
  if (!form || !says) return;
  const PIECE = 1024 * 1024; // bytes of one request
  const PATIENCE = 60_000; // ms for one piece; what came of a slower one is kept all the same
  const SOON = 1_000; // ms before the first new try
  const LATE = 15_000; // ms between tries at last
  const texts = pattern.dataset;

  /** Every file on the page: {room, state, name, bytes, offset, mark, file, id, line}, see `show` for states. */
  const all = [];
  const underWay = (item) => ["waiting", "sending", "away", "ended"].includes(item.state);
  const unready = (item) => ["unfinished", "refused"].includes(item.state);

  const fill = (text, item, more = {}) => {
    const values = { name: item.name, percent: percent(item), here: size(item.offset), all: size(item.bytes), ...more };
    return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  };
  const percent = (item) => (item.bytes ? Math.floor((100 * item.offset) / item.bytes) : 0);
  const size = (bytes) => {
    const [unit, by] = bytes < 1024 ? ["B", 1] : bytes < PIECE ? ["KB", 1024] : ["MB", PIECE];
    return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: unit === "MB" ? 1 : 0 }).format(bytes / by)} ${unit}`;
  };

  // ── what is seen and heard ────────────────────────────────────────────────────────────────────

  const part = (item, name) => item.line.querySelector(`[data-part=${name}]`);
  const tell = (item, text) => {
    item.room.querySelector("[data-live]").textContent = text;
  };

  /** Puts a file into a state and says so: waiting, sending, away, ended, done, refused, unfinished. */
  const show = (item, state, more = {}) => {
    const before = item.state;
    item.state = state;
    item.line.dataset.state = state;
    const text = state === "refused" ? more.text : fill(texts[state], item, more);
    const said = part(item, "said");
    said.textContent = text;
    said.className = state === "refused" ? "govuk-error-message" : "govuk-hint";
    part(item, "size").textContent = state === "done" ? item.described : size(item.bytes);
    const bar = item.line.querySelector("progress");
    bar.hidden = state === "done" || state === "refused";
    bar.value = percent(item);
    part(item, "again").hidden = state !== "away";
    part(item, "sign-in").hidden = state !== "ended";
    if (before !== state) tell(item, `${item.name}: ${text}`);
  };

  /** How far it is: seen always, said at each quarter. */
  const progress = (item) => {
    const quarter = Math.floor(percent(item) / 25);
    const heard = quarter > (item.quarter ?? 0) && quarter < 4;
    item.quarter = quarter;
    part(item, "said").textContent = fill(texts.sending, item);
    item.line.querySelector("progress").value = percent(item);
    if (heard) tell(item, `${item.name}: ${fill(texts.sending, item)}`);
  };

  /** A file's line, new or in place of what the server wrote. */
  const draw = (item, old) => {
    item.line = pattern.content.firstElementChild.cloneNode(true);
    part(item, "name").textContent = item.name;
    item.line.querySelector("progress").setAttribute("aria-label", item.name);
    for (const of of item.line.querySelectorAll("[data-part=of]")) of.textContent = item.name;
    part(item, "drop").addEventListener("click", () => drop(item));
    part(item, "again").addEventListener("click", () => wake());
    if (old) old.replaceWith(item.line);
    else item.room.querySelector("ul").append(item.line);
    all.push(item);
  };

  /** The form carries the upload from its first moment, so that a draft knows of it. */
  const hold = (item) => {
    for (const old of item.line.querySelectorAll("input")) old.remove();
    for (const [name, value] of item.id ? [[`file.${item.room.dataset.files}`, item.id], [`upload_mark.${item.id}`, item.mark]] : []) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      item.line.append(field);
    }
    form.dispatchEvent(new Event("change"));
  };

  // ── sending ───────────────────────────────────────────────────────────────────────────────────

  /** The server cannot be reached, or cannot now: what it said of it. */
  class Away extends Error {}

  let wake = () => {};
  const pause = (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  addEventListener("online", () => wake());

  const ask = async (item, path, method, headers = {}, body = undefined) => {
    item.stop = new AbortController();
    const slow = setTimeout(() => item.stop.abort(), PATIENCE);
    let answer;
    try {
      answer = await fetch(path, {
        method,
        body,
        headers: { accept: "application/json", ...headers },
        redirect: "manual",
        signal: item.stop.signal,
      });
    } catch {
      throw new Away("");
    } finally {
      clearTimeout(slow);
    }
    const told = answer.headers.get("content-type")?.includes("json") ? await answer.json().catch(() => null) : null;
    if (answer.type === "opaqueredirect" || (!told && [401, 403].includes(answer.status))) return { over: true };
    if (told?.again || (!told && answer.status >= 500)) throw new Away(told?.text ?? "");
    return { ok: answer.ok, gone: answer.status === 404, told };
  };

  /** Somebody must sign in again: in another window, so that this page stays as it is. */
  const signedIn = async (item) => {
    for (;;) {
      try {
        const answer = await fetch("/session", { headers: { accept: "application/json" }, redirect: "manual" });
        const now = answer.ok ? await answer.json() : {};
        if (now.person === says.dataset.person && now.csrf !== says.dataset.csrf) {
          // The same person, a new session: the form and all scripts go on with its value.
          says.dataset.csrf = now.csrf;
          for (const field of document.querySelectorAll("input[name=csrf]")) field.value = now.csrf;
          return;
        }
      } catch {
        // The server is away as well.
      }
      if (item.state === "gone") return;
      show(item, "ended");
      await pause(LATE);
    }
  };
  addEventListener("focus", () => all.some((item) => item.state === "ended") && wake());

  /** One request towards a whole upload; true when it is at its end, good or bad. */
  const step = async (item) => {
    const own = { "x-csrf": says.dataset.csrf };
    let answer;
    if (!item.id) {
      const body = new URLSearchParams({ csrf: says.dataset.csrf, name: item.name, bytes: item.bytes });
      answer = await ask(item, "/uploads", "POST", {}, body);
    } else if (item.unsure) {
      answer = await ask(item, `/uploads/${item.id}`, "GET");
    } else {
      let piece;
      try {
        piece = await item.file.slice(item.offset, item.offset + PIECE).arrayBuffer();
      } catch {
        show(item, "refused", { text: fill(texts.unreadable, item) });
        return true;
      }
      const headers = { ...own, "upload-offset": String(item.offset), "content-type": "application/octet-stream" };
      answer = await ask(item, `/uploads/${item.id}`, "PATCH", headers, piece);
    }
    if (item.state === "gone") return true;
    if (answer.over) {
      await signedIn(item);
      item.unsure = Boolean(item.id);
    } else if (answer.gone && item.id) {
      // Its day was over: from the beginning.
      Object.assign(item, { id: "", offset: 0, unsure: false });
      hold(item);
    } else if (answer.ok) {
      item.unsure = false;
      item.offset = answer.told.offset;
      if (!item.id) {
        item.id = answer.told.id;
        hold(item);
      }
      if (answer.told.whole) {
        item.described = answer.told.described;
        item.file = null;
        show(item, "done");
        return true;
      }
    } else if (answer.told?.offset !== undefined && answer.told.offset !== null) {
      item.offset = answer.told.offset;
    } else {
      item.id = "";
      hold(item);
      show(item, "refused", { text: answer.told?.text ?? fill(texts.failed, item) });
      return true;
    }
    if (item.state !== "gone") {
      if (item.state !== "sending") show(item, "sending");
      progress(item);
    }
    return item.state === "gone";
  };

  const send = async (item) => {
    show(item, "sending");
    let wait = SOON;
    for (;;) {
      try {
        if (await step(item)) return;
        wait = SOON;
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        if (item.state === "gone") return;
        item.unsure = Boolean(item.id);
        show(item, "away", { why: error.message });
        await pause(wait);
        wait = Math.min(wait * 2, LATE);
        if (item.state === "gone") return;
      }
    }
  };

  let running = false;
  /** One file after the other. */
  const run = async () => {
    if (running) return;
    running = true;
    for (let item; (item = all.find(({ state }) => state === "waiting")); ) await send(item);
    running = false;
    settle();
  };

  const take = (room, files) => {
    for (const file of files) {
      const mark = String(file.lastModified);
      const old = all.find((item) => item.room === room && item.state === "unfinished" && item.name === file.name);
      if (old && old.bytes === file.size && old.mark === mark) {
        Object.assign(old, { file, unsure: true });
        show(old, "waiting");
        continue;
      }
      // The same name, another content: what came of the old one is not wanted.
      if (old) drop(old, false);
      const item = { room, name: file.name, bytes: file.size, offset: 0, mark, file, id: "" };
      draw(item);
      if (file.size > Number(texts.most)) show(item, "refused", { text: fill(texts.large, item) });
      else show(item, "waiting");
    }
    held = null;
    hint("");
    run();
  };

  /** Leaves a file out; the server sweeps what it does not hear of. */
  const drop = async (item, move = true) => {
    const { id, line, room, stop } = item;
    item.state = "gone";
    all.splice(all.indexOf(item), 1);
    line.remove();
    tell(item, fill(texts.dropped, item));
    if (move) room.querySelector("input[type=file]").focus();
    form.dispatchEvent(new Event("change"));
    stop?.abort();
    wake();
    settle();
    // What was being written when it was dropped is written first.
    for (let tries = 0; id && tries < 5; tries++) {
      const answer = await fetch(`/uploads/${id}`, { method: "DELETE", headers: { "x-csrf": says.dataset.csrf }, redirect: "manual" }).catch(() => null);
      if (answer?.status !== 409) return;
      await new Promise((resolve) => setTimeout(resolve, SOON));
    }
  };

  // ── the form waits for its files ──────────────────────────────────────────────────────────────

  let held = null; // the button whose press waits
  let leaving = false;
  const hint = (text, near) => {
    let line = document.getElementById("upload-hint");
    if (!line) {
      line = document.createElement("p");
      line.id = "upload-hint";
      line.className = "motcua-says__text";
      line.setAttribute("role", "alert");
    }
    line.hidden = !text;
    if (near) (near.closest(".govuk-button-group") ?? near).before(line);
    line.textContent = text;
  };
  const settle = () => {
    if (!held || all.some(underWay)) return;
    const { button } = held;
    held = null;
    hint("");
    if (button?.isConnected) form.requestSubmit(button);
    else form.requestSubmit();
  };

  // Before any other script hears of it.
  document.addEventListener(
    "submit",
    (event) => {
      // What is put by, locked or signed out of goes without waiting: the draft knows the uploads.
      const away = event.target !== form || event.submitter?.hasAttribute("formaction");
      const wrong = all.find(unready);
      if (away || (!wrong && !all.some(underWay))) {
        leaving = true;
        setTimeout(() => (leaving = false), LATE);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const near = event.submitter ?? form.querySelector("button[type=submit], button:not([type])");
      if (wrong) {
        held = null;
        hint(fill(texts.unready, wrong), near);
        part(wrong, "drop").focus();
      } else {
        held = { button: event.submitter };
        hint(texts.hold, near);
      }
    },
    true,
  );
  // Who goes on writing has not meant it yet.
  form.addEventListener("input", () => {
    if (held) hint("");
    held = null;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && all.some(underWay)) event.preventDefault();
  });

  // ── what is on the page already, and what is chosen or dropped on it ──────────────────────────

  for (const room of form.querySelectorAll("[data-files]")) {
    for (const line of room.querySelectorAll("li[data-id]")) {
      const { id, name, bytes, offset, mark, whole, described } = line.dataset;
      const item = { room, id, name, mark, described, bytes: Number(bytes), offset: Number(offset) };
      draw(item, line);
      const live = room.querySelector("[data-live]").textContent;
      show(item, whole === undefined ? "unfinished" : "done");
      room.querySelector("[data-live]").textContent = live;
      for (const [field, value] of [[`file.${room.dataset.files}`, id], [`upload_mark.${id}`, mark]]) {
        item.line.append(Object.assign(document.createElement("input"), { type: "hidden", name: field, value }));
      }
    }
    const input = room.querySelector("input[type=file]");
    input.addEventListener("change", (event) => {
      take(room, [...input.files]);
      // They are sent once, not with the form again.
      input.value = "";
      event.stopPropagation();
    });
    const over = (on) => (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      room.classList.toggle("motcua-files--over", on);
    };
    room.addEventListener("dragover", over(true));
    room.addEventListener("dragleave", over(false));
    room.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.defaultPrevented) take(room, [...event.dataTransfer.files]);
    });
  }
})();
