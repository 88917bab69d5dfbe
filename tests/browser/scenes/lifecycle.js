// The life of a procedure with the keyboard alone: written, read by somebody else, signed, and read by a citizen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { desk, stranger } from "../lib/town.js";

const KEY = "2.001019";

/** The local day as the boxes of a date take it. */
function today() {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date()).split("/");
  return { day: parts[0], month: parts[1], year: parts[2] };
}

export function lifecycle() {
  test("the administrator writes an amendment with the keyboard alone and hands it over", async () => {
    const administrator = await desk("Administrator");
    await administrator.go("/catalogue");
    await administrator.look("catalogue");
    await administrator.go(`/catalogue/${KEY}`);
    await administrator.look("catalogue-procedure");
    await administrator.keyEnter("button", "Soạn bản sửa đổi", "main");
    assert.equal(new URL(administrator.page.url()).pathname, `/catalogue/${KEY}/draft`);
    await administrator.look("catalogue-draft");
    for (const part of ["names", "announcement", "papers", "fee", "steps", "agencies", "texts"]) {
      await administrator.go(`/catalogue/${KEY}/draft/parts/${part}`);
      await administrator.look(`catalogue-part-${part}`);
    }
    await administrator.go(`/catalogue/${KEY}/draft/parts/limit`);
    await administrator.keyIn("part-number", "x");
    await administrator.keyEnter("button", "Lưu phần này", "main");
    assert.equal(administrator.status, 422);
    assert.equal(await administrator.value("part-number"), "x", "what was typed is still there");
    await administrator.look("catalogue-part-refused");
    await administrator.keyIn("part-number", "1");
    await administrator.keyEnter("button", "Lưu phần này", "main");
    await administrator.sees("−1 ngày làm việc");
    await administrator.keyEnter("button", "Trình rà soát", "main");
    await administrator.sees("Chờ rà soát");
    await administrator.sees("không tự rà soát");
    await administrator.look("catalogue-submitted");
  });

  test("somebody else reads it and finds it right", async () => {
    const head = await desk("Head of the one-stop unit");
    await head.go(`/catalogue/${KEY}/draft`);
    await head.look("catalogue-review");
    await head.keyIn("approve-remark", "Đã đối chiếu (ví dụ)");
    await head.keyEnter("button", "Đồng ý, chuyển ký", "main");
    await head.sees("Chờ ký");
  });

  test("the leader signs it from today on, and a citizen sees what changed", async () => {
    const leader = await desk("Leader of the district");
    await leader.go(`/catalogue/${KEY}/draft`);
    await leader.look("catalogue-sign");
    const { day, month, year } = today();
    await leader.keyIn("publish-effective_from-day", day);
    await leader.keyIn("publish-effective_from-month", month);
    await leader.keyIn("publish-effective_from-year", year);
    await leader.keyEnter("button", "Ký và công bố", "main");
    assert.equal(leader.status, 422, "without the number of the decision nothing is signed");
    assert.equal(await leader.value("publish-effective_from-year"), year);
    await leader.look("catalogue-sign-refused");
    await leader.keyIn("publish-decision", "03/QĐ-UBND (ví dụ)");
    await leader.keyEnter("button", "Ký và công bố", "main");
    await leader.sees("Phiên bản 2");
    await leader.look();
    await leader.go(`/catalogue/${KEY}/history`);
    await leader.sees("Ký công bố phiên bản 2");
    await leader.look("catalogue-history");

    const home = await stranger();
    await home.go(`/procedures/${KEY}`);
    await home.sees("1 ngày làm việc");
    await home.go(`/procedures/${KEY}/changes`);
    await home.sees("−1 ngày làm việc");
    await home.look("procedure-changes");
    await home.close();
  });

  test("a suspension and the confirmation of a fact are whole and accessible forms", async () => {
    const leader = await desk("Leader of the district");
    for (const act of ["suspend", "abolish"]) {
      await leader.go(`/catalogue/${KEY}/${act}`);
      await leader.look(`catalogue-${act}`);
    }
    const administrator = await desk("Administrator");
    await administrator.go(`/catalogue/1.001022/confirm`);
    await administrator.look("catalogue-confirm");
    await administrator.go("/catalogue/import");
    await administrator.look("catalogue-import");
    await administrator.go("/catalogue/new");
    await administrator.look("catalogue-new");
  });
}
