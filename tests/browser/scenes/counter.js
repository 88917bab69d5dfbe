// The counter with its script: keys counted, a browser that dies, a server that is away, a shared computer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser } from "../lib/browser.js";
import { town } from "../lib/town.js";

const COPY = { key: "2.000815", name: "Chứng thực bản sao từ bản chính" };
const BIRTH = "/reception/receive/1.001193";
const PIN = "739164";
const SCAN = "031999000777||Đỗ Thị Quét Thẻ|02091990|Nữ|Số 9, phố Ví Dụ, phường Cầu Đất|15042022";

/** Signs somebody in, in a window of a browser. */
async function signIn(window, role) {
  const person = town.signIns.get(role);
  await window.go("/sign-in");
  await window.type("login", person.login);
  await window.type("password", person.password);
  await window.press("Đăng nhập");
}

/** A fresh window with the script on or off, and somebody signed in. */
async function at(role, script, browser = town.browser) {
  const window = await browser.window(town.house.address);
  if (script) await window.withScript();
  await signIn(window, role);
  return window;
}

/** Waits for something that the page's script says. */
async function says(window, text) {
  await window.page.waitForFunction(
    (wanted) => [...document.querySelectorAll("[data-say]")].some((e) => e.checkVisibility() && e.textContent.includes(wanted)),
    { timeout: 15_000 },
    text,
  );
}

/** The browser puts the keyboard where the page asks for it once the page is drawn. */
async function focusIn(window, name) {
  await window.page.waitForFunction((wanted) => document.activeElement?.name === wanted, { timeout: 10_000 }, name);
}

/** Receives a certified copy without counting anything. */
async function receiveCopy(officer, n) {
  await officer.go(`/reception/receive/${COPY.key}`);
  await officer.type("applicant.name", `Đỗ Thị Sao ${n}`);
  await officer.type("applicant.id_number", `0319990009${n}`);
  await officer.choose("all_here");
  await officer.press("Tiếp nhận hồ sơ");
  assert.match(officer.path, /done=receive/, (await officer.text()).slice(0, 1500));
}

export function counter() {
  for (const script of [false, true]) {
    test(`a certified copy is received with at most 12 keys beyond the applicant's data, script ${script ? "on" : "off"}`, async () => {
      const officer = await at("Reception officer", script);
      // So often that it stands in the list of what comes often here.
      for (const n of [1, 2]) await receiveCopy(officer, `${script ? 1 : 2}${n}`);
      await officer.go("/reception");
      await focusIn(officer, "q");
      let keys = 0;
      const press = async (key) => {
        keys += 1;
        await officer.page.keyboard.press(key);
      };
      const leave = async (key) => Promise.all([officer.page.waitForNavigation({ waitUntil: "load" }), press(key)]);
      const began = Date.now();
      const number = await officer.page.evaluate((name) => {
        const lines = [...document.querySelectorAll("main ol li a")].map((a) => a.textContent.trim());
        return lines.indexOf(name) + 1;
      }, COPY.name);
      assert.ok(number > 0, `it comes often here:\n${await officer.text()}`);
      await press(String(number));
      await leave("Enter");
      assert.equal(new URL(officer.page.url()).pathname, `/reception/receive/${COPY.key}`);
      await focusIn(officer, "applicant.scan");
      for (const [field, value] of [
        ["applicant.name", "Đỗ Thị Phím"],
        ["applicant.id_number", script ? "031999000101" : "031999000102"],
        ["applicant.address", "Số 1, phố Ví Dụ, phường Cầu Đất"],
        ["applicant.phone", "0900000101"],
      ]) {
        await press("Tab");
        await focusIn(officer, field);
        await officer.page.keyboard.type(value);
      }
      // On to the one box that says: looked at, and all here.
      for (let i = 0; i < 6 && !(await officer.page.evaluate(() => document.activeElement?.name === "all_here")); i++) await press("Tab");
      await press("Space");
      await leave("Enter");
      assert.match(officer.path, /^\/dossiers\/[\w-]+\?done=receive/, (await officer.text()).slice(0, 1500));
      assert.ok(keys <= 12, `${keys} keys beyond the applicant's data`);
      assert.ok(Date.now() - began < 60_000, "and in under a minute");
      console.log(`# ${keys} keys, script ${script ? "on" : "off"}`);
      await officer.close();
    });
  }

  test("a card that a scanner types fills three fields at once, and the keyboard stands at the phone", async () => {
    const officer = await at("Reception officer", true);
    await officer.go(BIRTH);
    await focusIn(officer, "applicant.scan");
    await officer.page.keyboard.type("https://example.vn/khong-phai-the");
    await officer.page.keyboard.press("Enter");
    await says(officer, "không phải mã QR của thẻ căn cước");
    await officer.look("receive-no-card");
    await officer.page.keyboard.type(SCAN);
    await officer.page.keyboard.press("Enter");
    await focusIn(officer, "applicant.phone");
    assert.equal(await officer.value("applicant.name"), "Đỗ Thị Quét Thẻ");
    assert.equal(await officer.value("applicant.id_number"), "031999000777");
    assert.equal(await officer.value("applicant.address"), "Số 9, phố Ví Dụ, phường Cầu Đất");
    assert.equal(await officer.value("applicant.scan"), "");
    await officer.close();
  });

  test("the browser is killed in the middle of a form: the draft is there at the next sign-in", async () => {
    const doomed = await openBrowser();
    let typing;
    try {
      const officer = await at("Reception officer", true, doomed);
      await officer.go(BIRTH);
      await focusIn(officer, "applicant.scan");
      await officer.page.keyboard.press("Tab");
      await officer.page.keyboard.type("Đỗ Thị Đứt Quãng");
      await officer.page.keyboard.press("Tab");
      await officer.page.keyboard.type("031999000555");
      await says(officer, "Đã lưu lúc");
    } finally {
      typing = doomed.kill();
      await doomed.close();
    }
    assert.ok(typing, "the browser was running until it was killed");
    const officer = await at("Reception officer", false);
    await officer.go("/reception");
    await officer.sees("Đang làm dở");
    await officer.look("reception-unfinished");
    await officer.follow("Đăng ký khai sinh – Đỗ Thị Đứt Quãng");
    assert.equal(await officer.value("applicant.name"), "Đỗ Thị Đứt Quãng");
    assert.equal(await officer.value("applicant.id_number"), "031999000555");
    await officer.look("receive-resumed");
    await officer.close();
  });

  test("the server is away: the form stays, says so, and is sent when it is back", async () => {
    const officer = await at("Reception officer", true);
    await officer.go(BIRTH);
    await focusIn(officer, "applicant.scan");
    await officer.page.keyboard.press("Tab");
    await officer.page.keyboard.type("Đỗ Thị Mất Mạng");
    await says(officer, "Đã lưu lúc");
    await officer.page.setOfflineMode(true);
    await officer.page.keyboard.press("Tab");
    await officer.page.keyboard.type("031999000666");
    await says(officer, "Máy chủ chưa trả lời");
    const kept = () => officer.page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("motcua/")).length);
    assert.equal(await kept(), 1, "kept here as long as the server is away");
    // Sending does not leave the page, and loses nothing.
    const here = officer.page.url();
    await (await officer.must("button", "Tiếp nhận hồ sơ")).click();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(officer.page.url(), here);
    assert.equal(await officer.value("applicant.id_number"), "031999000666");
    await officer.page.setOfflineMode(false);
    await says(officer, "Đã kết nối lại");
    assert.equal(await kept(), 0, "and no longer");
    // What the browser says of a lost connection is no fault of the page.
    officer.complaints.length = 0;
    await officer.choose("all_here");
    await officer.press("Tiếp nhận hồ sơ");
    assert.match(officer.path, /done=receive/, (await officer.text()).slice(0, 1500));
    await officer.close();
  });

  test("the session's end is told in time, and one press makes it last", async () => {
    const officer = await at("Reception officer", true);
    // The page believes that nine hours and fifty-five minutes have gone by; the server's answer is slowed likewise.
    await officer.page.evaluateOnNewDocument(() => {
      const [now, asked] = [Date.now, globalThis.fetch];
      let later = 0;
      Date.now = () => now() + later;
      globalThis.pass = (ms) => (later = ms);
      globalThis.fetch = async (path, options) => {
        const answer = await asked(path, options);
        if (path !== "/session") return answer;
        const said = await answer.json();
        return { ok: true, json: async () => ({ ...said, left_ms: said.left_ms - later }) };
      };
    });
    await officer.go("/reception");
    await officer.page.evaluate(() => {
      globalThis.pass((9 * 60 + 55) * 60_000);
      dispatchEvent(new Event("focus"));
    });
    await says(officer, "Phiên làm việc sắp hết");
    await officer.look("session-ending");
    await (await officer.must("button", "Tiếp tục làm việc")).click();
    await officer.page.waitForFunction(() => document.querySelector("[data-say=ending]").hidden, { timeout: 10_000 });
    await officer.close();
  });

  test("a computer whose clock is five minutes wrong says so, and one that is right says nothing", async () => {
    const right = await at("Reception officer", true);
    await right.go("/reception");
    const told = (page) => page.evaluate(() => document.querySelector("[data-say=clock]").checkVisibility());
    // Its script asks for the time once the page is there.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal(await told(right.page), false);
    await right.page.evaluateOnNewDocument(() => {
      const real = Date.now;
      Date.now = () => real() - 5 * 60_000;
    });
    await right.go("/reception");
    await says(right, "lệch hơn 2 phút so với máy chủ");
    assert.match(await right.page.$eval("[data-clock]", (e) => e.textContent), /^\d\d:\d\d$/);
    await right.close();
  });

  test("the person changes at a shared computer in less than 5 seconds, typing included", async () => {
    const shared = await at("Reception officer", true);
    await shared.go("/pin");
    await shared.look("pin");
    await shared.type("password", town.signIns.get("Reception officer").password);
    await shared.type("pin", PIN);
    await shared.type("again", PIN);
    await shared.press("Đặt mã PIN");
    await shared.sees("Đã đặt mã PIN");
    await shared.look("sessions-pin");
    const first = await shared.text(".motcua-header__person");
    // The second person comes with the password, once today.
    await shared.press("Khóa màn hình", "header");
    await shared.follow("Đăng nhập bằng mật khẩu");
    const second = town.signIns.get("Head of the one-stop unit");
    await shared.type("login", second.login);
    await shared.type("password", second.password);
    await shared.press("Đăng nhập");
    assert.notEqual(await shared.text(".motcua-header__person"), first, "the second person is at work");
    const began = Date.now();
    await shared.press("Khóa màn hình", "header");
    await focusIn(shared, "pin");
    for (const digit of PIN) {
      await shared.page.keyboard.press(digit);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await Promise.all([shared.page.waitForNavigation({ waitUntil: "load" }), shared.page.keyboard.press("Enter")]);
    const took = Date.now() - began;
    assert.equal(await shared.text(".motcua-header__person"), first);
    assert.ok(took < 5_000, `it took ${took} ms`);
    console.log(`# the person changed in ${took} ms`);
    await shared.go("/switch");
    await shared.look("switch");
    await shared.close();
  });
}
