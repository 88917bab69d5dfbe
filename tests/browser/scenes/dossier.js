// One dossier from the counter to the citizen's hands, each desk doing its own task.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readPdf } from "../lib/paper.js";
import { desk, stranger, town } from "../lib/town.js";
import { PROCEDURE } from "./citizen.js";

const APPLICANT = { name: "Đỗ Thị Trình Diễn", phone: "0900000001", address: "Số 1, phố Ví Dụ, phường Cầu Đất" };
const CODE = /\b[A-Z0-9][A-Z0-9.]*-\d{6}-\d{3,}\b/;

/** Opens the dossier of these scenes at somebody's desk. */
async function open(role) {
  const window = await desk(role);
  assert.ok(town.dossier.path, "the dossier was received in an earlier scene");
  await window.go(town.dossier.path);
  await window.sees(town.dossier.code, "body");
  return window;
}

/** Presses an act on the dossier's page; where it asks more, fills that in and sends it. */
async function act(window, label, fields = {}) {
  const here = new URL(window.page.url()).pathname;
  await window.press(label);
  if (new URL(window.page.url()).pathname.includes("/acts/")) {
    await window.look(fields.look);
    for (const [name, value] of Object.entries(fields.type ?? {})) await window.type(name, value);
    for (const choice of fields.choose ?? []) await window.choose(choice);
    await window.press(label);
  }
  assert.ok(window.status < 400, `${label}: ${window.status}\n${(await window.text()).slice(0, 1500)}`);
  assert.equal(new URL(window.page.url()).pathname, here, `after ${label}, back at the dossier`);
  assert.match(window.path, /done=/);
}

/** What the holder of the receipt sees. */
async function status(says, name) {
  const home = await stranger();
  await home.go(town.dossier.status);
  await home.sees(town.dossier.code);
  await home.sees(says);
  assert.ok(!(await home.shows(APPLICANT.phone, "body")), "the page of a token does not tell the phone number");
  await home.look(name);
  await home.close();
}

export function dossier() {
  test("the reception officer receives a dossier with the keyboard alone; an error keeps what was typed", async () => {
    const counter = await desk("Reception officer");
    await counter.go("/reception");
    await counter.look("reception");
    await counter.keyEnter("link", "Xem mọi thủ tục", "main");
    assert.equal(new URL(counter.page.url()).pathname, "/reception/receive");
    await counter.look("receive-choose");
    await counter.keyIn("q", "tinh trang hon nhan");
    await Promise.all([counter.page.waitForNavigation(), counter.page.keyboard.press("Enter")]);
    // Where one procedure answers, its form opens at once.
    if (new URL(counter.page.url()).pathname === "/reception/receive") await counter.keyEnter("link", PROCEDURE.name);
    assert.equal(new URL(counter.page.url()).pathname, `/reception/receive/${PROCEDURE.key}`);
    await counter.look("receive");

    // Sent too early: the name is missing and nothing was handed in.
    await counter.keyIn("applicant.address", APPLICANT.address);
    await counter.keyIn("applicant.phone", APPLICANT.phone);
    await counter.keyEnter("button", "Tiếp nhận hồ sơ", "main");
    assert.ok(counter.status === 422 || counter.status === 409, `refused with 422 or 409, not ${counter.status}`);
    await counter.sees("Có chỗ cần sửa");
    assert.equal(await counter.value("applicant.phone"), APPLICANT.phone);
    assert.equal(await counter.value("applicant.address"), APPLICANT.address);
    await counter.look("receive-refused");

    await counter.keyIn("applicant.name", APPLICANT.name);
    await giveAllMandatoryPapers(counter);
    await counter.keyEnter("button", "Tiếp nhận hồ sơ", "main");
    assert.equal(counter.status, 200, (await counter.text()).slice(0, 1500));
    const text = await counter.text("body");
    assert.match(text, CODE, `a code is given:\n${text.slice(0, 1500)}`);
    const path = new URL(counter.page.url()).pathname;
    town.dossier.path = /^\/dossiers\/[\w-]+/.exec(path)?.[0] ?? (await counter.href(CODE.exec(text)[0]));
    await counter.go(town.dossier.path);
    town.dossier.code = CODE.exec(await counter.heading())?.[0] ?? CODE.exec(await counter.text("body"))[0];
    await counter.sees(APPLICANT.name);
    await counter.look("dossier-received");
  });

  test("the receipt is a PDF with the code, and its QR code leads the citizen to the dossier", async () => {
    const counter = await open("Reception officer");
    const link = (await counter.find("link", ["Giấy tiếp nhận", "In giấy", "giấy tiếp nhận"])) ?? null;
    const path = link ? await link.evaluate((a) => a.getAttribute("href")) : `${town.dossier.path}/papers/1`;
    const answer = await counter.fetch(path);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /application\/pdf/);
    const paper = await readPdf(Buffer.from(await answer.arrayBuffer()));
    for (const words of [town.dossier.code, APPLICANT.name, PROCEDURE.name]) {
      assert.ok(paper.text.replace(/\s+/g, " ").includes(words), `${words} stands on the receipt:\n${paper.text}`);
    }
    const url = new URL(paper.qr);
    assert.match(url.pathname, /^\/t\/[\w-]{16,}$/, `the QR code holds the address of a token: ${paper.qr}`);
    assert.equal(url.port, new URL(town.house.address).port, "and the address is this program's");
    town.dossier.status = url.pathname;
    const stolen = await fetch(town.house.address + path, { redirect: "manual" });
    assert.equal(stolen.status, 303, "a stranger gets no receipt");
    await status(PROCEDURE.name, "status-received");
  });

  test("the citizen's own browser checks the proof of what was promised", async () => {
    const citizen = await stranger();
    await citizen.go(`${town.dossier.status}/proofs`);
    await citizen.look("proofs");
    const proof = await citizen.page.evaluate(() => document.querySelector("a[href*='/proofs/']").getAttribute("href"));
    // Without script the page says that nothing was checked, and how else it can be.
    await citizen.go(proof);
    await citizen.sees(/chưa kiểm tra/);
    await citizen.withScript();
    await citizen.go(proof);
    const said = () => citizen.page.evaluate(() => document.querySelector("#proof-check").dataset.state);
    await citizen.page.waitForFunction(() => document.querySelector("#proof-check").dataset.state);
    assert.equal(await said(), "right", await citizen.text("#proof-check"));
    await citizen.sees(town.dossier.code);
    await citizen.look("proof");
    const file = await (await fetch(town.house.address + proof.replace("/proofs/", "/proof/"))).text();
    assert.match(file, /^c2sp\.org\/tlog-proof@v1\n/);
    await citizen.close();
  });

  test("two officers act on one dossier: one wins, the other is told what happened and loses nothing", async () => {
    const first = await open("Reception officer");
    const second = await open("Head of the one-stop unit");
    await act(first, "Chuyển xử lý");
    await second.press("Chuyển xử lý");
    assert.ok([409, 412].includes(second.status), `told with 409 or 412, not ${second.status}`);
    await second.sees(/vừa có thay đổi|đã xử lý|đã thay đổi|người khác/i);
    await second.look("dossier-second-is-told");
  });

  test("the unit leader passes it on; the specialist claims, works and finishes", async () => {
    const leader = await open("Unit leader");
    await act(leader, "Hoàn thành bước", { look: "act-finish" });
    const specialist = await desk("Specialist");
    await specialist.go("/tasks");
    await specialist.sees(town.dossier.code);
    await specialist.look("tasks");
    await specialist.go(town.dossier.path);
    await act(specialist, "Nhận xử lý");
    await specialist.look("dossier-claimed");
    await act(specialist, "Hoàn thành bước", { type: { note: "Đã tra cứu, chưa từng đăng ký kết hôn. Dự thảo kèm theo." } });
    await specialist.sees("Đã hoàn thành bước", "body");
  });

  test("the unit leader reviews and the leader signs", async () => {
    await act(await open("Unit leader"), "Hoàn thành bước");
    const leader = await desk("Leader");
    await leader.go("/board");
    await leader.look("board");
    await leader.go("/board/sign");
    await leader.sees(town.dossier.code);
    await leader.look("board-sign");
    await act(await open("Leader"), "Duyệt, ký", { look: "act-approve" });
  });

  test("the result is issued, and the citizen's page says to come for it", async () => {
    await act(await open("Specialist"), "Hoàn thành bước");
    await status(/đã có kết quả/i, "status-ready");
  });

  test("reception returns the result with proof, and the citizen's page says so", async () => {
    const counter = await desk("Reception officer");
    await counter.go("/reception/ready");
    await counter.sees(town.dossier.code);
    await counter.look("reception-ready");
    await open("Reception officer");
    await counter.press("Trả kết quả");
    await counter.look("act-return");
    // Without proof it is refused, and the choice that was made stays.
    await counter.choose("Chủ hồ sơ");
    await counter.press("Trả kết quả");
    assert.ok([409, 422].includes(counter.status), `refused without proof, not ${counter.status}`);
    assert.equal(await counter.value("Chủ hồ sơ"), true);
    await counter.look("act-return-refused");
    await counter.choose("Trực tiếp tại quầy");
    await counter.choose("Ký nhận vào sổ theo dõi");
    if (await counter.find("field", ["originals_back"])) await counter.choose("originals_back");
    if (await counter.find("field", ["reference"])) await counter.type("reference", "Sổ 2026, dòng 7");
    await counter.press("Trả kết quả");
    assert.match(counter.path, /done=return-result/, (await counter.text()).slice(0, 1500));
    await counter.go(town.dossier.path);
    await counter.sees("Đã trả kết quả");
    await counter.look("dossier-returned");
    await status(/đã trả kết quả/i, "status-returned");
  });

  test("by its code anybody learns how far the dossier is, and no more", async () => {
    const home = await stranger();
    await home.go("/follow");
    await home.look("follow");
    await home.type("code", town.dossier.code);
    await home.press(["Tra cứu", "Xem", "Tìm", "Theo dõi"]);
    await home.sees(town.dossier.code, "body");
    assert.ok(!(await home.shows(APPLICANT.name, "body")), "a code can be guessed: it does not tell the name");
    await home.look("follow-found");
    await home.close();
  });
}

/** Says that all papers are here, with the keyboard. */
async function giveAllMandatoryPapers(counter) {
  await counter.keyTick("all_here");
  assert.equal(await counter.value("all_here"), true);
}
