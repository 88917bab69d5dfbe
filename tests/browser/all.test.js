// The whole house through a browser: each role signs in and does its task, every page is looked at.
//
// Run by scripts/test --only browser. One program and one browser serve all scenes, in this order,
// as each scene goes on where the last one ended.

import { after, before } from "node:test";
import { closeTown, openTown } from "./lib/town.js";
import { citizen } from "./scenes/citizen.js";
import { counter } from "./scenes/counter.js";
import { dossier } from "./scenes/dossier.js";
import { lifecycle } from "./scenes/lifecycle.js";
import { newOffice } from "./scenes/newoffice.js";
import { others } from "./scenes/others.js";
import { papers } from "./scenes/papers.js";
import { states } from "./scenes/states.js";
import { uploads } from "./scenes/uploads.js";

before(openTown, { timeout: 300_000 });
after(closeTown, { timeout: 60_000 });

citizen();
dossier();
papers();
counter();
uploads();
states();
lifecycle();
newOffice();
others();
