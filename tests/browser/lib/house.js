// A demonstration of one's own: the program on a free port, its data in a folder that goes away.

import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = process.env.MOTCUA_BIN || join(ROOT, "target/debug/motcua");

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Ends a process by its id: asks first, then insists. */
export async function end(child, patience = 10_000) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  await gone;
  clearTimeout(timer);
}

/**
 * Starts `motcua demo --fast` and waits until it answers.
 * Gives its address, what it printed, and `stop()`.
 */
export async function openHouse() {
  const data = await mkdtemp(join(tmpdir(), "motcua-browser-"));
  const port = await freePort();
  return answering(data, port, ["demo", "--fast", "--port", String(port), "--data", join(data, "demo")]);
}

/** The first administrator of a new office. */
export const FIRST = { name: "Phùng Thị Ví Dụ", login: "quan-tri", password: "mot-cau-de-nho-2026" };

/** An office of its first day: `motcua init`, one administrator, nothing else. */
export async function openNewOffice() {
  const data = await mkdtemp(join(tmpdir(), "motcua-new-"));
  const port = await freePort();
  const config = join(data, "motcua.toml");
  const address = `http://127.0.0.1:${port}`;
  await writeFile(config, `listen = "127.0.0.1:${port}"\naddress = "${address}"\ndata = "${join(data, "office")}"\norganisation = "two-tier"\n`);
  execFileSync(PROGRAM, ["init", "--config", config], { timeout: 60_000 });
  execFileSync(
    PROGRAM,
    ["admin", "create", "--config", config, "--name", FIRST.name, "--login", FIRST.login, "--unit", "hai-phong", "--password-stdin"],
    { timeout: 60_000, input: `${FIRST.password}\n` },
  );
  return answering(data, port, ["serve", "--config", config]);
}

/** Starts the program and waits until it answers. */
async function answering(data, port, args, patience = 180_000) {
  const child = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe"] });
  const house = { address: `http://127.0.0.1:${port}`, printed: "", log: "", child };
  child.stdout.setEncoding("utf8").on("data", (text) => (house.printed += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (house.log += text));
  let broken = null;
  child.once("error", (e) => (broken = e));
  house.stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  const until = Date.now() + patience;
  for (;;) {
    if (broken || child.exitCode !== null || Date.now() > until) {
      await house.stop();
      throw new Error(`${PROGRAM} ${args[0]} did not answer: ${broken ?? ""}\n${house.printed}\n${house.log}`);
    }
    const answers = await fetch(house.address, { signal: AbortSignal.timeout(5_000) }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answers) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return house;
}
