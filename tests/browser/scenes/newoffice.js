// The first day of an office: nobody has filed anything, nothing is published, and every page says what comes next.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST, openNewOffice } from "../lib/house.js";
import { town } from "../lib/town.js";

/** Pages of the first day, by who looks: a stranger, the administrator, the first reception officer, the first leader. */
const PAGES = {
  stranger: ["/", "/procedures", "/procedures/1.001193", "/procedures/1.001193/checklist", "/follow", "/sign-in", "/password/forgotten"],
  administrator: [
    "/admin", "/admin/organisation", "/admin/people", "/admin/import", "/admin/procedures", "/admin/procedures/1.001193",
    "/admin/tokens", "/admin/system", "/outages", "/sessions",
  ],
  "reception-officer": [
    "/reception", "/reception/receive", "/reception/ready", "/tasks", "/dossiers", "/papers", "/fees/day",
    "/reports/register", "/reports/intake",
  ],
  leader: ["/tasks", "/board", "/board/sign", "/board/late", "/board/soon", "/delegations", "/dossiers", "/reports", "/fees/day"],
};

const POSTS = { "reception-officer": "hai-phong.ngo-quyen.reception-1", leader: "hai-phong.ngo-quyen.leader-1" };

export function newOffice() {
  test("an office of its first day is whole and accessible, and no page is a blank", async () => {
    const house = await openNewOffice();
    try {
      const enter = async (login, password) => {
        const window = await town.browser.window(house.address);
        await window.go("/sign-in");
        await window.type("login", login);
        await window.type("password", password);
        await window.press("Đăng nhập");
        return window;
      };
      const walk = async (window, who) => {
        for (const path of PAGES[who]) {
          await window.go(path);
          assert.equal(window.status, 200, `${path} for ${who}`);
          await window.look(`new-${who}${path === "/" ? "-home" : path.replace(/\W+/g, "-")}`);
          assert.ok((await window.text()).trim().split("\n").length > 1, `${path} says what comes next`);
        }
      };
      const home = await town.browser.window(house.address);
      await walk(home, "stranger");
      await home.close();
      const administrator = await enter(FIRST.login, FIRST.password);
      await walk(administrator, "administrator");
      for (const [who, post] of Object.entries(POSTS)) {
        // Without a script a folded form is opened by its summary.
        await administrator.go("/admin/people");
        await (await administrator.page.$("main summary")).click();
        await administrator.type("name", `Đỗ Thị Ngày Đầu ${who === "leader" ? "Hai" : "Một"}`);
        await administrator.type("post", post);
        await administrator.type("login", who);
        await administrator.press("Thêm cán bộ");
        assert.ok(administrator.status < 400, await administrator.text());
        await administrator.look(who === "leader" ? "new-account" : undefined);
        const password = await administrator.page.evaluate(
          () => [...document.querySelectorAll("main code")].map((e) => e.textContent.trim()).find((w) => /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/.test(w)),
        );
        assert.ok(password, `the password is shown once:\n${await administrator.text()}`);
        const person = await enter(who, password);
        // Nobody works with a password that another person has seen.
        assert.equal(new URL(person.page.url()).pathname, "/password");
        await person.look(who === "leader" ? "new-password" : undefined);
        await person.type("old", password);
        await person.type("new", FIRST.password);
        await person.type("again", FIRST.password);
        await person.press("Đổi mật khẩu");
        await walk(person, who);
        await person.close();
      }
      await administrator.close();
    } finally {
      await house.stop();
    }
  });
}
