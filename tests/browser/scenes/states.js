// Pages in the states that a first look does not show: refused, empty, with very long names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { desk, ROLES, stranger } from "../lib/town.js";

/** Forms a person may meet empty: sent as they stand they must be refused, with the focus where to begin. */
const REFUSED = [
  [null, "/sign-in"],
  ["Reception officer", "/reception/receive/1.004873"],
  ["Leader", "/delegations"],
  ["Administrator", "/admin/people"],
  ["Administrator", "/admin/tokens"],
  ["Specialist", "/password"],
];

/** Questions that no record answers. */
const EMPTY = [
  ["Reception officer", "/dossiers?q=khong-co-ai-ten-nay"],
  ["Reception officer", "/reception/ready?q=khong-co-ai-ten-nay"],
  ["Specialist", "/tasks?q=khong-co-ai-ten-nay"],
  [null, "/procedures?q=khongcothutucnay"],
];

export const LONG = {
  name: `Công ty Trách nhiệm hữu hạn Một thành viên Ví dụ ${"Rất Dài ".repeat(12)}Nguyễnthịkhôngkhoảngtrắng${"ơ".repeat(40)}`.slice(0, 200).trim(),
  address: `${"Số 123/45/67 ngách Không Có Thật, ".repeat(7)}phường Ví Dụ`.slice(0, 300),
};

export function states() {
  for (const [role, path] of REFUSED) {
    test(`sent empty, ${path} is refused, names the fields, and the keyboard stands at the errors`, async () => {
      const window = role ? await desk(role) : await stranger();
      await window.go(path);
      // The browser's own checks would keep the form from us.
      const sent = await window.page.evaluate(() => {
        const form = [...document.querySelectorAll("main form[method=post]")].find((f) => f.querySelector("input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea"));
        if (!form) return false;
        form.noValidate = true;
        form.id = "sent-empty";
        form.closest("details")?.setAttribute("open", "");
        for (const field of form.querySelectorAll("input[type=text], input[type=date], input[type=password], textarea")) field.value = "";
        return true;
      });
      assert.ok(sent, `${path} has a form to fill in`);
      await window.pressIn("#sent-empty button");
      assert.ok([401, 409, 422].includes(window.status), `${path} answers ${window.status}\n${(await window.text()).slice(0, 800)}`);
      const facts = await window.page.evaluate(() => ({
        focus: document.activeElement?.className ?? "",
        lost: [...document.querySelectorAll(".govuk-error-summary a[href^='#']")].map((a) => a.getAttribute("href")).filter((href) => !document.getElementById(href.slice(1))),
        links: document.querySelectorAll(".govuk-error-summary a[href^='#']").length,
      }));
      assert.match(facts.focus, /govuk-error-summary/, "the focus is on the list of errors");
      assert.deepEqual(facts.lost, [], "each error leads to its field");
      await window.look(`refused${path.replace(/\W+/g, "-")}`);
      if (!role) await window.close();
    });
  }

  test("a list without an entry says so and stays whole", async () => {
    for (const [role, path] of EMPTY) {
      const window = role ? await desk(role) : await stranger();
      await window.go(path);
      assert.equal(window.status, 200, path);
      await window.look(`empty${path.replace(/\W+/g, "-")}`);
      if (!role) await window.close();
    }
  });
}
