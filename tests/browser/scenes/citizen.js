// Somebody at home: finds a procedure, reads it, asks where a dossier is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { stranger, town } from "../lib/town.js";

export const PROCEDURE = { key: "1.004873", name: "Cấp Giấy xác nhận tình trạng hôn nhân" };

export function citizen() {
  test("the first page greets everybody and is the same without a mouse, a script or a wide screen", async () => {
    const home = await stranger();
    await home.go("/");
    await home.sees("thủ tục");
    await home.look("home");
    // The first stop of Tab passes over the frame.
    await home.page.keyboard.press("Tab");
    const first = await home.page.evaluate(() => document.activeElement.getAttribute("href"));
    assert.equal(first, "#main-content");
    await home.close();
  });

  test("a citizen who types without marks finds the procedure and reads all its parts", async () => {
    const home = await stranger();
    await home.go("/");
    await home.keyIn("q", "xac nhan tinh trang hon nhan");
    await Promise.all([home.page.waitForNavigation(), home.page.keyboard.press("Enter")]);
    await home.sees(PROCEDURE.name);
    assert.equal(await home.value("q"), "xac nhan tinh trang hon nhan", "the search keeps what was typed");
    await home.look("search");
    await home.follow(PROCEDURE.name);
    assert.match(await home.heading(), new RegExp(PROCEDURE.name));
    for (const part of ["Tờ khai", "3 ngày làm việc", "Nghị định"]) await home.sees(part);
    await home.look("procedure");
    await home.close();
  });

  test("a search that finds nothing says so and offers all procedures", async () => {
    const home = await stranger();
    await home.go("/procedures?q=zzzzqqqq");
    await home.must("link", ["Tất cả", "Xem tất cả", "thủ tục"]);
    await home.look("search-nothing");
    await home.close();
  });

  test("the reader's language is kept from page to page", async () => {
    const home = await stranger();
    await home.go(`/procedures/${PROCEDURE.key}`);
    await home.follow("English", "header");
    assert.equal(await home.page.evaluate(() => document.documentElement.lang), "en");
    assert.match(await home.heading(), /marital/i);
    await home.look("procedure-en");
    await home.go("/");
    assert.equal(await home.page.evaluate(() => document.documentElement.lang), "en");
    await home.look("home-en");
    await home.close();
  });

  test("a code that nobody has leaves the citizen with what was typed and with what to do next", async () => {
    const home = await stranger();
    await home.go("/follow");
    await home.type("code", "000.00.14.H24-010101-0001");
    await home.press(["Tra cứu", "Xem", "Tìm", "Theo dõi"]);
    await home.sees(/không tìm thấy|không có/i);
    assert.equal(await home.value("code"), "000.00.14.H24-010101-0001");
    await home.look("follow-nothing");
    await home.close();
  });

  test("an address that does not exist answers 404 and offers a way out", async () => {
    const home = await stranger();
    await home.go("/khong-co-trang-nay");
    assert.equal(home.status, 404);
    await home.must("link", "Về trang chính", "body");
    await home.look("not-found");
    await home.close();
  });

  test("a page for officials sends a stranger to sign in, and back again afterwards", async () => {
    const window = await stranger();
    await window.go("/dossiers");
    assert.match(window.path, /^\/sign-in/);
    await window.look("sign-in");
    const person = town.signIns.get("Specialist");
    await window.type("login", person.login);
    await window.type("password", "sai-mat-khau-nay");
    await window.press("Đăng nhập");
    assert.equal(window.status, 401);
    assert.equal(await window.value("login"), person.login, "the sign-in name is kept");
    assert.equal(await window.value("password"), "", "the password is not");
    await window.look();
    await window.type("password", person.password);
    await window.press("Đăng nhập");
    assert.match(window.path, /^\/dossiers/);
    await window.press("Đăng xuất", "header");
    await window.go("/dossiers");
    assert.match(window.path, /^\/sign-in/, "signed out is signed out");
    await window.close();
  });
}
