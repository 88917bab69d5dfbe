// What somebody types is not lost: forms with data-keep are saved on the server after each pause, and
// while the server is away in this browser. Also says in time that the session ends, and reads cards.
// Every page works without this script. Texts stand in the page (data-say), never here.
"use strict";
(() => {
  const says = document.getElementById("says");
  if (!says) return;
  const PAUSE = 800; // ms without a key before a save
  const RETRY = 5_000; // ms between tries while the server is away
  const WARN = 6 * 60_000; // ms before the end of the session
  const WEEK = 7 * 24 * 3600_000;
  const PATIENCE = 8_000; // ms to wait for an answer
  const { person } = says.dataset;
  const APART = 2 * 60_000; // ms by which this computer's clock may differ from the server's
  const mine = `motcua/${person}/`;
  const form = document.querySelector("form[data-keep]");
  const state = form?.querySelector("[data-say=state]");

  /** Shows one of the page's own texts, or hides it. */
  const say = (what, shown = true) => {
    const text = says.querySelector(`[data-say=${what}]`);
    if (text && text.hidden === shown) text.hidden = !shown;
  };

  const ask = (path, body) =>
    fetch(path, {
      method: body ? "POST" : "GET",
      body,
      headers: { accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });

  // ── what is typed ─────────────────────────────────────────────────────────────────────────────

  /** What the form would send; never the text of a card, and no file. */
  const typed = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !name.endsWith(".scan")) body.append(name, value);
    }
    return body;
  };

  // Only what cannot reach the server lies in the browser, under its person's name, and no longer.
  const remember = (draft, body) => {
    const kept = new URLSearchParams(body);
    kept.delete("csrf");
    try {
      localStorage.setItem(mine + draft, JSON.stringify({ at: Date.now(), body: kept.toString() }));
    } catch {
      // A browser that keeps nothing: the page itself still holds it.
    }
  };
  const forget = (draft) => {
    try {
      localStorage.removeItem(mine + draft);
    } catch {
      // As above.
    }
  };
  const remembered = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith("motcua/"));
    } catch {
      return [];
    }
  };

  let timer = 0;
  let behind = false; // something was typed that the server does not have
  let away = false; // the last try did not reach the server
  let sending = false;

  /** Saves now; answers "saved", "over" (no session), "gone" (sent elsewhere) or "away". */
  const save = async () => {
    clearTimeout(timer);
    const body = typed();
    const draft = body.get("draft");
    try {
      const answer = await ask("/drafts", body);
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        remember(draft, body);
        say("ended");
        return "over";
      }
      if (answer.status >= 500) throw new Error("the server cannot");
      forget(draft);
      behind = false;
      if (away) say("again");
      away = false;
      say("away", false);
      if (!answer.ok) return "gone";
      const { saved } = await answer.json();
      if (state) state.textContent = `${state.dataset.saved} ${saved}`;
      return "saved";
    } catch {
      away = true;
      remember(draft, body);
      say("again", false);
      say("away");
      timer = setTimeout(save, RETRY);
      return "away";
    }
  };

  if (form) {
    const later = () => {
      behind = true;
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    // A form is sent only when the server answers: else the browser would leave the page with it.
    let asking = false;
    form.addEventListener("submit", async (event) => {
      clearTimeout(timer);
      if (sending) return;
      event.preventDefault();
      if (asking) return;
      asking = true;
      const button = event.submitter;
      const answer = await save();
      asking = false;
      if (answer === "away" || answer === "over") return;
      sending = true;
      behind = false;
      if (button?.isConnected) form.requestSubmit(button);
      else form.requestSubmit();
    });
    addEventListener("beforeunload", (event) => {
      if (behind && away && !sending) event.preventDefault();
    });
    addEventListener("pagehide", () => {
      // The last keys before the page goes: sent without waiting for an answer.
      if (behind && !sending) navigator.sendBeacon?.("/drafts", typed());
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) sending = false;
    });
    addEventListener("online", () => behind && save());
    document.querySelector("a[href='#lock']")?.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById("lock").click();
    });
    // Naming somebody who files for the applicant answers the question whether there is one.
    form.addEventListener("input", (event) => {
      if (!event.target.name?.startsWith("representative.") || !event.target.value.trim()) return;
      for (const hint of form.querySelectorAll("[data-case]")) {
        const box = document.getElementById(hint.dataset.case);
        if (box) box.checked = true;
      }
    });
  }

  // ── what an earlier visit could not send ──────────────────────────────────────────────────────

  const wanted = new URLSearchParams(location.search).get("draft");
  for (const key of remembered()) {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key));
    } catch {
      // Not ours any more.
    }
    if (!kept || Date.now() - kept.at > WEEK) localStorage.removeItem(key);
    else if (key.startsWith(mine)) {
      const body = new URLSearchParams(kept.body);
      body.set("csrf", says.dataset.csrf);
      ask("/drafts", body)
        .then((answer) => {
          if (answer.type === "opaqueredirect" || answer.status >= 500) return;
          localStorage.removeItem(key);
          // This page was opened to go on with it, and does not show it yet.
          if (answer.ok && key === mine + wanted && !behind) location.reload();
        })
        .catch(() => {});
    }
  }
  // Who signs out takes along what lay here; the last keys are saved first.
  for (const out of document.querySelectorAll("form[action='/sign-out'], form[action='/lock']")) {
    let saved = false;
    out.addEventListener("submit", async (event) => {
      if (form && behind && !saved) {
        event.preventDefault();
        saved = true;
        await save();
        out.requestSubmit();
        return;
      }
      for (const key of remembered()) if (key.startsWith(mine)) localStorage.removeItem(key);
    });
  }

  // ── the end of the session ────────────────────────────────────────────────────────────────────

  let ends = Date.now() + Number(says.dataset.left);
  const until = (answer) => {
    ends = Date.now() + answer.left_ms;
    says.querySelector("[data-at]").textContent = answer.at;
    say("ending", answer.left_ms < WARN);
    say("ended", false);
  };
  let looking = false;
  const look = async () => {
    if (looking || Date.now() < ends - WARN) return;
    looking = true;
    try {
      // Another window may have gone on: the server knows.
      const answer = await ask("/session");
      if (answer.type === "opaqueredirect") {
        say("ending", false);
        say("ended");
        if (form && behind) remember(form.elements.draft.value, typed());
      } else if (answer.ok) until(await answer.json());
    } catch {
      // The server is away: the next look will tell.
    } finally {
      looking = false;
    }
  };
  setInterval(look, 20_000);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  says.querySelector("[data-do=stay]").addEventListener("click", async () => {
    try {
      const answer = await ask("/session/stay", new URLSearchParams({ csrf: says.dataset.csrf }));
      if (answer.ok) until(await answer.json());
      else look();
    } catch {
      say("away");
    }
  });
  const back = says.querySelector("[data-do=back]");
  const here = form ? `${form.elements.form.value}?draft=${form.elements.draft.value}` : location.pathname + location.search;
  back.href = `${back.pathname}?back=${encodeURIComponent(here)}`;

  // ── this computer's clock ─────────────────────────────────────────────────────────────────────

  // What the page brought may be old when it comes back from the browser's own store: the server is
  // asked before anybody is told.
  const clocks = async () => {
    if (Math.abs(Date.now() - Number(says.dataset.now)) <= APART) return;
    try {
      const answer = await ask("/session");
      if (!answer.ok || answer.type === "opaqueredirect") return;
      const server = await answer.json();
      says.querySelector("[data-clock]").textContent = server.now;
      say("clock", Math.abs(Date.now() - server.now_ms) > APART);
    } catch {
      // The server is away, which is told elsewhere.
    }
  };
  clocks();

  // ── a scanner that types ──────────────────────────────────────────────────────────────────────

  for (const place of document.querySelectorAll("[data-card]")) {
    const scan = place.querySelector("input");
    const field = (name) => form.elements[`${place.dataset.card}.${name}`];
    scan.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !scan.value.trim()) return;
      event.preventDefault();
      // The rule of what a card is stands in domain/src/identity_card.rs; the server asks it without script.
      const [number, , name, birth, , address] = scan.value.trim().split("|").map((part) => part.trim());
      const card = /^\d{12}$/.test(number) && /^\p{L}[\p{L}\p{M}' .-]+$/u.test(name ?? "") && /^\d{8}$/.test(birth ?? "") && address !== undefined;
      place.querySelector("[data-say=no-card]").hidden = card;
      if (!card) {
        scan.select();
        return;
      }
      scan.value = "";
      field("name").value = name;
      field("id_number").value = number;
      if (address) field("address").value = address;
      field("phone").focus();
      form.dispatchEvent(new Event("input"));
    });
  }
})();
