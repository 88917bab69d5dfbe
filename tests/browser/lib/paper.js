// Reads papers as a person would: the text of a PDF, and its QR code as a phone does.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import jsqr from "jsqr";

const run = promisify(execFile);
const limits = { timeout: 20_000 };

/** Text of a PDF, what `pdfinfo` says of it, and what the QR code on its last page holds. */
export async function readPdf(bytes) {
  const folder = await mkdtemp(join(tmpdir(), "motcua-paper-"));
  try {
    const file = join(folder, "paper.pdf");
    await writeFile(file, bytes);
    const { stdout: text } = await run("pdftotext", ["-layout", file, "-"], limits);
    const { stdout: info } = await run("pdfinfo", [file], limits);
    const page = join(folder, "page");
    const last = /Pages:\s+(\d+)/.exec(info)[1];
    await run("pdftoppm", ["-r", "150", "-gray", "-f", last, "-l", last, "-singlefile", file, page], limits);
    return { text: text.normalize("NFC"), info, qr: readQr(await readFile(`${page}.pgm`)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The text of a QR code in a picture (binary PGM); empty when there is none. */
function readQr(pgm) {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 64).toString("latin1"));
  if (!head) return "";
  const [width, height] = [Number(head[1]), Number(head[2])];
  const grey = pgm.subarray(head[0].length);
  const colours = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    colours.fill(grey[i], i * 4, i * 4 + 3);
    colours[i * 4 + 3] = 255;
  }
  return (jsqr.default ?? jsqr)(colours, width, height)?.data ?? "";
}
