// What all scenes share: one house, one browser, and the people who work there.

import assert from "node:assert/strict";
import { openBrowser } from "./browser.js";
import { openHouse } from "./house.js";

/** Filled by `openTown`; scenes run one after another and go on where the last one ended. */
export const town = { house: null, browser: null, signIns: new Map(), desks: new Map(), dossier: {} };

export const ROLES = [
  "Reception officer",
  "Specialist",
  "Head of the one-stop unit",
  "Unit leader",
  "Leader",
  "Leader of the district",
  "Inspector",
  "Administrator",
];

export async function openTown() {
  // Interrupted, it leaves nothing running behind.
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => closeTown().finally(() => process.exit(1)));
  }
  town.house = await openHouse();
  town.browser = await openBrowser();
  town.signIns = printedSignIns(town.house.printed);
}

/** Ends what was started, by its id, whatever happened before. */
export async function closeTown() {
  await town.browser?.close();
  await town.house?.stop();
}

/** The table that `motcua demo` prints: role, sign-in name, password. */
function printedSignIns(printed) {
  const found = new Map();
  for (const line of printed.split("\n")) {
    const cells = /^\s+(\S.*?)\s{2,}(\S+)\s{2,}(\S+)\s{2,}\S/.exec(line);
    if (cells && cells[1] !== "Role") found.set(cells[1], { login: cells[2], password: cells[3] });
  }
  assert.ok(found.size >= 7, `the demonstration prints one sign-in per role:\n${printed}`);
  return found;
}

/** A window in which nobody is signed in. */
export function stranger() {
  return town.browser.window(town.house.address);
}

/** The window of somebody with this role, signed in once and kept. */
export async function desk(role) {
  if (!town.desks.has(role)) {
    const person = town.signIns.get(role);
    assert.ok(person, `a sign-in for ${role}; there are: ${[...town.signIns.keys()].join(", ")}`);
    const window = await stranger();
    await window.go("/sign-in");
    await window.type("login", person.login);
    await window.type("password", person.password);
    await window.press("Đăng nhập");
    await window.sees(/\S/);
    assert.equal(await window.find("field", ["password"]), null, `${role} is signed in:\n${await window.text()}`);
    town.desks.set(role, window);
  }
  return town.desks.get(role);
}
