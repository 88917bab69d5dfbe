// Pages in the states that a first look does not show: refused, empty, with very long names.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readPdf } from "../lib/paper.js";
import { desk, stranger, town } from "../lib/town.js";

/** Forms a person may meet empty: sent as they stand they must be refused, with the focus where to begin. */
const REFUSED = [
  [null, "/sign-in"],
  ["Reception officer", "/reception/receive/1.004873"],
  ["Leader", "/delegations"],
  ["Administrator", "/admin/people"],
  ["Administrator", "/admin/tokens"],
  ["Administrator", "/admin/import"],
  ["Head of the one-stop unit", "/outages"],
  ["Specialist", "/password"],
  ["Specialist", "/pin"],
];

/** Questions that no record answers. */
const EMPTY = [
  ["Reception officer", "/dossiers?q=khong-co-ai-ten-nay"],
  ["Reception officer", "/reception/ready?q=khong-co-ai-ten-nay"],
  ["Specialist", "/tasks?q=khong-co-ai-ten-nay"],
  [null, "/procedures?q=khongcothutucnay"],
];

/** The longest that a form takes; only a name that no real register holds is longer. */
const LONG = {
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
      // A browser gives the focus with its first picture of the page, which may come a moment after the page.
      await window.page
        .waitForFunction(() => document.activeElement?.matches(".govuk-error-summary"), { timeout: 3_000 })
        .catch(() => {});
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

  test("names and addresses as long as the form takes them break no page and no paper", async () => {
    const officer = await desk("Reception officer");
    await officer.go("/reception/receive/1.001193");
    for (const [field, value] of Object.entries({
      "applicant.name": LONG.name,
      "applicant.id_number": "031999000444",
      "applicant.address": LONG.address,
      "applicant.phone": "0900000444",
      "applicant.email": "phong-hanh-chinh-tong-hop.rat-dai@co-quan-vi-du-rat-dai.example",
    })) {
      await officer.type(field, value);
    }
    await officer.choose("all_here");
    await officer.look("long-receive");
    await officer.press("Tiếp nhận hồ sơ");
    assert.match(officer.path, /done=receive/, (await officer.text()).slice(0, 1500));
    const dossier = new URL(officer.page.url()).pathname;
    await officer.look("long-dossier");
    for (const [name, path] of Object.entries({
      "long-reception": "/reception",
      "long-tasks": "/tasks",
      "long-dossiers": "/dossiers",
      "long-register": "/reports/register",
      "long-intake": "/reports/intake",
      "long-supplement": `${dossier}/acts/request-supplement`,
      "long-correct": `${dossier}/acts/correct-entry`,
    })) {
      await officer.go(path);
      assert.equal(officer.status, 200, path);
      await officer.look(name);
    }
    const receipt = await officer.fetch(`${dossier}/papers/1`);
    const { text, info } = await readPdf(Buffer.from(await receipt.arrayBuffer()));
    assert.match(info, /Pages:\s+[12]\n/);
    const bare = (words) => words.replace(/[\s\u200b]+/g, "");
    assert.ok(bare(text).includes(bare(LONG.name)), `the whole name is on the receipt:\n${text}`);
  });

  for (const key of ["1.004873", "1.001193", "2.000815", "2.000806"]) {
    test(`the checklist of ${key} fits one sheet, with what to bring and the way back to its page`, async () => {
      const home = await stranger();
      await home.go(`/procedures/${key}/checklist`);
      const { text, info, qr } = await readPdf(await home.print());
      assert.match(info, /Pages:\s+1\n/, text);
      assert.equal(new URL(qr).pathname, `/procedures/${key}`);
      assert.equal(new URL(qr).port, new URL(town.house.address).port);
      assert.match(text, /Mất bao nhiêu tiền/);
      await home.close();
    });
  }
}
