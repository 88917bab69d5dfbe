// Those who look and those who keep the house: inspector, administrator; and every page once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { desk, ROLES, stranger, town } from "../lib/town.js";

/** One address of each kind is enough: ids, codes, keys and questions do not make another page. */
function kindOf(path) {
  return path
    .replace(/[?#].*$/, "")
    .replace(/\/[0-9a-f]{8}-[0-9a-f-]{27,}/g, "/{id}")
    .replace(/^(\/(?:admin\/)?(?:procedures|reception\/receive))\/[^/]+/, "$1/{key}")
    .replace(/^(\/catalogue)\/(?!new$|import$)[^/]+/, "$1/{key}")
    .replace(/^\/t\/.*/, "/t/{token}");
}

export function others() {
  test("the inspector sees a dossier with all that happened, and can act on nothing", async () => {
    const inspector = await desk("Inspector");
    await inspector.look("inspector");
    await inspector.go(town.dossier.path);
    await inspector.sees(town.dossier.code, "body");
    await inspector.look("inspector-dossier");
    const acts = await inspector.page.evaluate(() =>
      [...document.querySelectorAll("main form[method=post], main a[href*='/acts/']")].map((e) => e.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(acts, [], "no act is offered");
    await inspector.go(`${town.dossier.path}/acts/close`);
    assert.equal(inspector.status, 403);
    await inspector.look("inspector-may-not");
    await inspector.go("/admin");
    assert.equal(inspector.status, 403);
  });

  test("the administrator sees the gaps of the data and makes a token, which works once it is used", async () => {
    const administrator = await desk("Administrator");
    await administrator.go("/admin");
    await administrator.look("admin");
    await administrator.go("/admin/procedures");
    await administrator.sees(/thời hạn|thiếu|chưa/i);
    await administrator.look("admin-procedures");
    await administrator.go("/admin/tokens");
    await administrator.look("admin-tokens");
    const before = await administrator.text();
    for (const [field, value] of [
      [["name", "label", "purpose", "note", "Tên", "Mục đích"], "Kiểm thử trình duyệt"],
      [["post", "Chức vụ", "Vị trí"], "ngo-quyen.cau-dat.reception-1"],
    ]) {
      if (await administrator.find("field", field)) await administrator.type(field, value);
    }
    await administrator.press(["Cấp khóa", "Tạo khóa", "Tạo", "Cấp"]);
    assert.ok(administrator.status < 400, await administrator.text());
    const secret = (await administrator.page.evaluate(() => {
      const places = [...document.querySelectorAll("main code, main input[readonly], main pre, main kbd")];
      return places.map((e) => (e.value ?? e.textContent).trim());
    })).find((text) => /^[\w.~+/=-]{20,}$/.test(text) && !before.includes(text));
    assert.ok(secret, `the new token is shown once:\n${await administrator.text()}`);
    await administrator.look();
    const ask = (token) => fetch(`${town.house.address}/api/v1/dossiers`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await ask(secret)).status, 200, "the token opens the API");
    assert.equal((await ask(`${secret}x`)).status, 401, "another does not");
    await administrator.go("/admin/tokens");
    assert.ok(!(await administrator.shows(secret, "body")), "it is never shown again");
  });

  const pictured = new Set();
  for (const role of [null, ...ROLES]) {
    test(`every page that ${role ?? "a stranger"} can reach in three steps is whole and accessible`, async () => {
      const window = role ? await desk(role) : await stranger();
      const seen = new Set();
      let next = ["/"];
      for (let step = 0; step < 3; step++) {
        const found = [];
        for (const path of next) {
          const kind = kindOf(path);
          if (seen.has(kind) || kind === "/language" || /(\.(pdf|csv|xlsx)|\/file)$/.test(kind) || kind.startsWith("/assets") || kind.startsWith("/api")) continue;
          seen.add(kind);
          await window.go(path);
          assert.ok(window.status < 400, `${path} is linked, but answers ${window.status}`);
          await window.look(pictured.has(kind) ? undefined : `page${kind.replace(/[{}]/g, "").replace(/\W+/g, "-")}`);
          pictured.add(kind);
          const links = await window.page.evaluate(() => [...document.querySelectorAll("a[href^='/']")].map((a) => a.getAttribute("href")));
          found.push(...links);
        }
        next = found;
      }
      assert.ok(seen.size >= 4, `${[...seen].join(" ")}`);
      if (!role) await window.close();
    });
  }

  test("the program wrote no error into its log", () => {
    const bad = town.house.log.split("\n").filter((line) => /\b(ERROR|panicked|"level":"ERROR")\b/.test(line));
    assert.deepEqual(bad, []);
    assert.equal(town.house.child.exitCode, null, "and it still runs");
  });
}
