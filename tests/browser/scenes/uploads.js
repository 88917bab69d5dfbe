// Files chosen on a page with its script: progress, a wire that is cut, a page loaded anew, a browser that
// dies, a session that ends, what cannot be taken, the keyboard alone, a phone.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openBrowser } from "../lib/browser.js";
import { town } from "../lib/town.js";
import { openWire } from "../lib/wire.js";

const FORM = "/reception/receive/1.001193";
const MEGABYTE = 1024 * 1024;
const INPUT = "#upload\\.p1";
let folder;
let wire;
let people = 0;

/** A PDF of one empty page and so much filling. */
function pdf(filling) {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    `<< /Length ${filling} >>\nstream\n${"motcua.".repeat(Math.ceil(filling / 7)).slice(0, filling)}\nendstream`,
  ];
  let out = "%PDF-1.5\n";
  const at = objects.map((object, i) => {
    const here = out.length;
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return here;
  });
  const table = out.length;
  const lines = at.map((n) => `${String(n).padStart(10, "0")} 00000 n \n`).join("");
  return `${out}xref\n0 5\n0000000000 65535 f \n${lines}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
}

async function fileOf(name, content) {
  folder ??= await mkdtemp(join(tmpdir(), "motcua-files-"));
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function signIn(window) {
  const person = town.signIns.get("Reception officer");
  await window.go("/sign-in");
  await window.type("login", person.login);
  await window.type("password", person.password);
  await window.press("Đăng nhập");
}

/** A window behind the wire, with the script on and the reception officer signed in. */
async function officer(browser = town.browser) {
  wire ??= await openWire(town.house.address);
  folder ??= await mkdtemp(join(tmpdir(), "motcua-files-"));
  Object.assign(wire, { rate: 0, up: true, sent: 0 });
  const window = await browser.window(wire.address);
  await window.withScript();
  // What a browser says of a wire that is cut is no fault of the page.
  const complaints = window.complaints;
  complaints.push = (...told) => Array.prototype.push.apply(complaints, told.filter((line) => !line.includes("net::ERR_")));
  window.offsets = [];
  window.page.on("request", (request) => {
    if (request.method() === "PATCH") window.offsets.push(Number(request.headers()["upload-offset"]));
  });
  // The page asks before it is left with an upload under way: this person means it.
  window.page.on("dialog", (dialog) => dialog.accept());
  await signIn(window);
  return window;
}

/** The form with an applicant, ready to be sent but for its files. */
async function begun(window) {
  await window.go(FORM);
  await filled(window);
}

async function filled(window) {
  people += 1;
  await window.type("applicant.name", `Đỗ Thị Tệp ${people}`);
  await window.type("applicant.id_number", `0319990${String(70_000 + people).slice(-5)}`);
  await window.choose("all_here");
  await opened(window);
  await window.choose("scans_confirmed");
}

async function opened(window) {
  await window.page.evaluate(() => (document.getElementById("scans").open = true));
}

async function choose(window, ...paths) {
  const input = await window.page.$(INPUT);
  await input.uploadFile(...paths);
}

/** Waits until the n-th file of the page is in a state. */
async function state(window, wanted, n = 0) {
  await window.page
    .waitForFunction((state, i) => document.querySelectorAll(".motcua-file")[i]?.dataset.state === state, { timeout: 60_000 }, wanted, n)
    .catch(async () => assert.fail(`file ${n} is not ${wanted}:\n${await window.text("#scans")}`));
}

/** Waits until a file is so far, in percent. */
async function percent(window, least) {
  await window.page.waitForFunction((least) => document.querySelector(".motcua-file progress")?.value >= least, { timeout: 60_000 }, least);
}

async function send(window) {
  await window.press("Tiếp nhận hồ sơ");
  await received(window);
}

async function received(window) {
  assert.match(window.path, /^\/dossiers\/[\w-]+\?done=receive/, (await window.text()).slice(0, 1500));
}

export function uploads() {
  after(async () => {
    await wire?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  test("a chosen file is sent at once, its progress seen and heard, and stands in the dossier", async () => {
    const window = await officer();
    const large = await fileOf("giấy tờ gốc.pdf", pdf(20 * MEGABYTE));
    const small = await fileOf("trang hai.pdf", pdf(1000));
    await begun(window);
    await window.look("upload-empty");
    wire.rate = 2 * MEGABYTE;
    await choose(window, large, small);
    await percent(window, 10);
    await window.sees(/Đang tải lên: \d+%/, "#scans");
    assert.match(await window.page.$eval("[data-live]", (e) => e.textContent), /giấy tờ gốc\.pdf: /);
    await window.look("upload-sending");
    wire.rate = 0;
    await state(window, "done", 0);
    await state(window, "done", 1);
    await window.sees("PDF, 20", "#scans");
    await window.look("upload-done");
    await send(window);
    await window.sees("giấy tờ gốc.pdf");
    await window.sees("trang hai.pdf");
    // Chosen files do not go with the form once more.
    assert.ok(wire.sent < 22 * MEGABYTE, `${wire.sent} bytes went over the wire`);

    // One was the wrong one: struck out with a reason, and seen so.
    await window.follow("Gạch bỏ tệp: trang hai.pdf");
    await window.look("strike-file");
    await window.type("reason", "Quét nhầm giấy tờ của người khác");
    await window.press("Gạch bỏ tệp");
    await window.sees("Đã gạch bỏ tệp khỏi hồ sơ");
    await window.sees("Quét nhầm giấy tờ của người khác");
    assert.equal(await window.find("link", "trang hai.pdf"), null, "its content is not for everybody");
    await window.look("dossier-struck");
    await window.close();
  });

  test("the wire is cut half-way: the page says so and goes on by itself where it stopped", async () => {
    const window = await officer();
    const large = await fileOf("đứt.pdf", pdf(20 * MEGABYTE));
    await begun(window);
    wire.rate = 8 * MEGABYTE;
    await choose(window, large);
    await percent(window, 40);
    wire.cut();
    await state(window, "away");
    await window.sees("hệ thống tự gửi tiếp", "#scans");
    await window.look("upload-away");
    const before = await window.page.$eval(".motcua-file progress", (bar) => bar.value);
    assert.ok(before >= 40, "what was sent is still counted");
    wire.rate = 0;
    wire.mend();
    await state(window, "done");
    assert.equal(window.offsets.filter((offset) => offset === 0).length, 1, "it began once");
    assert.ok(wire.sent < 24 * MEGABYTE, `${wire.sent} bytes for 20 MB: not from the beginning`);
    await send(window);
    await window.close();
  });

  test("a browser without a connection goes on when it says that it is online again", async () => {
    const window = await officer();
    const large = await fileOf("ngoại tuyến.pdf", pdf(8 * MEGABYTE));
    await begun(window);
    wire.rate = 4 * MEGABYTE;
    await choose(window, large);
    await percent(window, 20);
    await window.page.setOfflineMode(true);
    await state(window, "away");
    await window.page.setOfflineMode(false);
    await state(window, "done");
    await send(window);
    await window.close();
  });

  test("the page is loaded anew: the draft knows the upload, and the same file goes on from there", async () => {
    const window = await officer();
    const large = await fileOf("tải lại.pdf", pdf(20 * MEGABYTE));
    await begun(window);
    wire.rate = 8 * MEGABYTE;
    await choose(window, large);
    await percent(window, 30);
    await window.page.waitForFunction(() => document.querySelector("[data-say=state]").textContent.includes("Đã lưu"));
    await percent(window, 40);
    await window.page.reload({ waitUntil: "load" });
    await window.follow(`Đăng ký khai sinh – Đỗ Thị Tệp ${people}`);
    await state(window, "unfinished");
    await window.sees("Đề nghị chọn lại đúng tệp này", "#scans");
    await window.look("upload-unfinished");
    assert.match(await window.value("applicant.name"), /Đỗ Thị Tệp/);
    // Sent like this the form would lose the file: it says so and stays.
    await (await window.must("button", "Tiếp nhận hồ sơ")).click();
    await window.page.waitForSelector("#upload-hint");
    await window.sees("chưa nhận được");
    wire.rate = 0;
    window.offsets.length = 0;
    await choose(window, large);
    await state(window, "done");
    assert.ok(window.offsets[0] >= 5 * MEGABYTE, `it went on at ${window.offsets[0]}`);
    assert.equal(await window.page.$$eval(".motcua-file", (all) => all.length), 1);
    await send(window);
    await window.close();
  });

  test("the browser is killed during an upload: another one goes on from the draft", async () => {
    const doomed = await openBrowser();
    const large = await fileOf("trình duyệt.pdf", pdf(20 * MEGABYTE));
    try {
      const window = await officer(doomed);
      await begun(window);
      wire.rate = 6 * MEGABYTE;
      await choose(window, large);
      await window.page.waitForFunction(() => document.querySelector("[data-say=state]").textContent.includes("Đã lưu"));
      await percent(window, 30);
      assert.ok(doomed.kill(), "it was running until it was killed");
    } finally {
      await doomed.close();
    }
    const name = `Đỗ Thị Tệp ${people}`;
    const window = await officer();
    await window.go("/reception");
    await window.follow(`Đăng ký khai sinh – ${name}`);
    await state(window, "unfinished");
    await choose(window, large);
    await state(window, "done");
    assert.ok(window.offsets[0] >= 4 * MEGABYTE, `it went on at ${window.offsets[0]}`);
    await send(window);
    await window.close();
  });

  test("the session ends during an upload: signed in again in another tab, it goes on in this one", async () => {
    const window = await officer();
    const large = await fileOf("hết phiên.pdf", pdf(12 * MEGABYTE));
    await begun(window);
    wire.rate = 4 * MEGABYTE;
    await choose(window, large);
    await percent(window, 20);
    const tab = await window.page.browserContext().newPage();
    await tab.goto(`${wire.address}/sessions`);
    await Promise.all([tab.waitForNavigation(), tab.click("form[action='/sign-out'] button")]);
    await window.page.bringToFront();
    await state(window, "ended");
    await window.sees("đăng nhập lại ở thẻ mới", "#scans");
    await window.look("upload-ended");
    const person = town.signIns.get("Reception officer");
    await tab.bringToFront();
    await tab.goto(`${wire.address}/sign-in`);
    await tab.type("[name=login]", person.login);
    await tab.type("[name=password]", person.password);
    await Promise.all([tab.waitForNavigation(), tab.click("main button[type=submit], main form button")]);
    await tab.close();
    await window.page.bringToFront();
    await window.page.evaluate(() => dispatchEvent(new Event("focus")));
    wire.rate = 0;
    await state(window, "done");
    await send(window);
    await window.close();
  });

  test("what cannot be taken is told beside its field, and the form is not sent without it by mistake", async () => {
    const window = await officer();
    const broken = await fileOf("cắt cụt.pdf", pdf(3000).slice(0, 2500));
    const word = await fileOf("đơn.pdf", "PK\u0003\u0004 nothing of ours");
    const sound = await fileOf("lành.pdf", pdf(10));
    await begun(window);
    await choose(window, broken, word, sound);
    await state(window, "refused", 0);
    await state(window, "refused", 1);
    await state(window, "done", 2);
    await window.sees("Tệp bị hỏng hoặc bị cắt", "#scans");
    await window.look("upload-refused");
    await (await window.must("button", "Tiếp nhận hồ sơ")).click();
    await window.page.waitForFunction(() => document.activeElement?.dataset.part === "drop");
    await window.sees("Chưa gửi biểu mẫu");
    for (let n = 2; n > 0; n--) {
      await window.page.click(".motcua-file[data-state=refused] [data-part=drop]");
      await window.page.waitForFunction((n) => document.querySelectorAll(".motcua-file[data-state=refused]").length === n, {}, n - 1);
    }
    assert.equal(await window.page.evaluate(() => document.activeElement?.type), "file");
    await send(window);
    await window.sees("lành.pdf");
    await window.close();
  });

  test("sent during an upload, the form waits for it and then goes by itself", async () => {
    const window = await officer();
    const large = await fileOf("chờ.pdf", pdf(6 * MEGABYTE));
    await begun(window);
    wire.rate = 400_000;
    await choose(window, large);
    await percent(window, 10);
    await (await window.must("button", "Tiếp nhận hồ sơ")).click();
    await window.page.waitForSelector("#upload-hint");
    await window.sees("Biểu mẫu tự gửi ngay sau đó");
    await window.look("upload-held");
    wire.rate = 0;
    await window.page.waitForNavigation({ waitUntil: "load" });
    await received(window);
    await window.sees("chờ.pdf");
    await window.close();
  });

  test("an upload is cancelled and a whole one removed: neither stands in the dossier, nothing stays behind", async () => {
    const window = await officer();
    await begun(window);
    wire.rate = 2 * MEGABYTE;
    // Dropped on the room instead of chosen.
    await window.page.evaluate((room, content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], "nhầm.pdf"));
      for (const kind of ["dragover", "drop"]) {
        document.querySelector(room).dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
      }
    }, "[data-files=p1]", pdf(100));
    await state(window, "done");
    await window.sees("nhầm.pdf", "#scans");
    await choose(window, await fileOf("hủy.pdf", pdf(10 * MEGABYTE)));
    await state(window, "sending", 1);
    for (let n = 1; n >= 0; n--) {
      await window.page.click(".motcua-file:last-child [data-part=drop]");
      await window.page.waitForFunction((n) => document.querySelectorAll(".motcua-file").length === n, {}, n);
    }
    wire.rate = 0;
    await send(window);
    assert.equal(await window.shows("nhầm.pdf"), false);
    await window.close();
  });

  test("with the keyboard alone, on a phone's screen, in the other language", async () => {
    const window = await officer();
    await window.page.setViewport({ width: 390, height: 844 });
    await window.go(`/language?to=en&back=${encodeURIComponent(FORM)}`);
    await window.page.waitForFunction(() => document.activeElement?.name === "applicant.scan");
    people += 1;
    await window.keyIn("applicant.name", `Đỗ Thị Tệp ${people}`);
    await window.keyIn("applicant.id_number", `0319990${String(70_000 + people).slice(-5)}`);
    await window.keyTick("all_here");
    for (let i = 0; i < 60 && !(await window.page.evaluate(() => document.activeElement?.closest("#scans > summary"))); i++) {
      await window.page.keyboard.press("Tab");
    }
    await window.page.keyboard.press("Enter");
    await window.tabTo("field", "upload.p1");
    wire.rate = 3 * MEGABYTE;
    const [chooser] = await Promise.all([window.page.waitForFileChooser(), window.page.keyboard.press("Space")]);
    await chooser.accept([await fileOf("bàn phím.pdf", pdf(6 * MEGABYTE))]);
    await percent(window, 20);
    await window.sees(/Uploading: \d+%/, "#scans");
    wire.rate = 0;
    await state(window, "done");
    assert.equal(await window.page.evaluate(() => document.activeElement?.name), "upload.p1", "the keyboard stays where it was");
    await window.keyTick("scans_confirmed");
    await window.keyEnter("button", "Receive", "main");
    await received(window);
    await window.sees("bàn phím.pdf");
    await window.close();
  });
}
