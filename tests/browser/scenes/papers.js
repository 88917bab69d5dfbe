// The nine papers as a stranger holds them: each code is read by another decoder than ours wrote it with.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../lib/house.js";
import { readPdf } from "../lib/paper.js";

const run = promisify(execFile);
const KINDS = ["receipt", "supplement", "refusal", "apology", "stop", "control", "register", "transfer", "result"];
/** What a citizen takes home. */
const HELD = ["receipt", "supplement", "refusal", "apology", "stop", "result"];

export function papers() {
  test("every paper that a citizen holds has a code that leads where it says", async () => {
    const folder = await mkdtemp(join(tmpdir(), "motcua-papers-"));
    try {
      const program = process.env.MOTCUA_BIN || join(ROOT, "target/debug/motcua");
      await run(program, ["check", "forms", folder, "--out", folder], { timeout: 120_000 });
      for (const kind of KINDS) {
        const sample = JSON.parse(await readFile(join(ROOT, `data/forms/samples/${kind}.json`), "utf8"));
        const paper = await readPdf(await readFile(join(folder, `${kind}.pdf`)));
        assert.equal(paper.qr, HELD.includes(kind) ? sample.head.follow.url : "", kind);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
