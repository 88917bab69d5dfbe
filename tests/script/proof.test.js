// Checks proof.js, the script with which a citizen's browser judges a receipt. Needs nothing but Node 18.
//
//     node --test tests/script/proof.test.js
//
// Outside judges: Node's own crypto for hashes and signatures, the published vectors of transparency-dev/merkle
// for the tree. The receipts below were written by the crate `ledger`, of values that are invented.
"use strict";
const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const vm = require("node:vm");

const ROOT = path.join(__dirname, "../..");
const SCRIPT = path.join(ROOT, "crates/web/assets/proof.js");
const VECTORS = path.join(ROOT, "crates/ledger/tests/vectors/testdata/inclusion");
const { sha256, sha512, verifyEd25519, verifyInclusion, parseProof, checkProof } = require(SCRIPT);

// Keys of `motcua.example/log` from the seeds 07 07 … and 06 06 …
const KEY = "motcua.example/log+702ffce6+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
const OTHER_KEY = "motcua.example/log+faf4e1fd+AYqHX/8es4RRV3rNWv7kBUVlaN18ieCQhjoFV7x69J8X";

/** The only entry of its log, wholly open. */
const ALONE = `c2sp.org/tlog-proof@v1
extra eyJvcGVuaW5nIjoxLCJmaWVsZHMiOltbInN0cmVhbSIsIlV1aGhxUjMzQUh4L3UxYTM1VjhPT0RTZDNrWVFQNnNMUEhhc1NkM0Z5a3M9IiwiZG9zc2llcjpIMjkuMTItMjYxMTIzLTAwMDEiXSxbImtpbmQiLCJhL0dSS2NLUkd0WklUTWU4dUtPMk50c2RGZGI5ZEpCOFdseGJIVkFFM2h3PSIsInJlY2VpdmVkIl1dfQ==
index 0

motcua.example/log
1
ADf/UTRxaZDFgWyrNeyJpTi3MwShQVg2917zDpt8m7k=

— motcua.example/log cC/85lKrkV9hVFbCUfvAT3YSpz4LGF89B94u1Vz79Gj6OkN9Zqqv6zrGpSe9qVIREO54/M2J3clVZ9s6Wud0t90rpQ4=
`;

/** Entry 389 of 1003, five fields open and three shut, cosigned by two witnesses. */
const THOUSAND = `c2sp.org/tlog-proof@v1
extra eyJvcGVuaW5nIjoxLCJmaWVsZHMiOltbInN0cmVhbSIsIkRZWDFhRCtPRFkwUDV5KzdlWFowK2VjMDZSNnpEWWNJQzNGdC9yOHYrTUk9IiwiZG9zc2llcjpIMjkuMTItMjYxMTI0LTAzODkiXSwiUVFDZzZYc0Z1djFJcmRtOGpKZUVwZmQ3dzRQeEV3dE1yL1B5bnF4TjJsMD0iLFsia2luZCIsIjJ6a085VGZiYW83MGQvSSsvY0N2ZndKRGNkRzRuVVZ2MGFEVk1CMHJhdzQ9IiwicHJvbWlzZWQiXSxbImF0IiwieUpQM2RRYnc2R3FsV0J6OUtYdzFlYnJlaEpad1hXSXcwM0lpSHFmTXZkZz0iLCIxNzk1OTk2ODAwMDAwMDAwIl0sImRuc3hBMkFDUGd1eU1rZzNLYjgyRUt5NUV6eHpLTWZEU2xrRFBKUVdFamc9IixbImFwcGxpY2FudCIsImlsS1VEZlRLcVhNTktPQ0pVZTBHRThKdW04bmZiak5ySWFxd3had1Ntb2M9IiwiTmd1eeG7hW4gVGjhu4sgVGjhu60iXSwiaCtvRzlqdnB1MlRvVWpJRVJURHM0MTFyUXZYVTgrU21KdEk5S3A5OEx4ST0iLFsiZHVlIiwiK1pYMWNmcUFKUXhQWlFiWEQxUGhtODBkVGx3ZklGY0d1ZHo3T1E2QWFkMD0iLCIxNzowMCBuZ8OgeSAyNy8xMS8yMDI2Il1dfQ==
index 389
RuyA096eFvUbfOiwfII4SfYM31vYcBcMuW5mFMJOpyY=
w4l4FT2xYpqeP1gWpCv/O7a9fxiJZsQTqZSqqyrAL7w=
Gj5PomPohT13Yj8r2L8SHJR6eh2wkdF2uEW15hEXySM=
JCM5u2Moy6WSWq9uz9G1jzheRsZGQj5DB3iD+Ivsh6s=
CQBBzzxq4oVRsZC7H5fj7wEoNsVAMZ2Etva3cROnbmA=
RbaUL2D465dU1Fn6TDgl+WxuLM4wfjnFnpIocNXi2Q8=
cCu3t9swIwD3ZA5SOnZDNns9KXEc4NeaPJAv4ck/3MM=
4/1EIb+ghQ4lHR0yg7tHaQbF+rke5NARjUgSADnnHlo=
dHmte4Vj7I4+nAuaSHMYHKF9tiDeCNi0vQPMeGxp37M=
6Mb/3U1tUhsBAC94h6pH/D2Dhnmakw8mghpC9lOwgas=

motcua.example/log
1003
dkvyFdUhBTjmbxZyy5kgf9E74YCAsbG7RZR1MsMKNTg=

— motcua.example/log cC/85vuS3SGSOPuiFyK1t5w8/cLFp77mTvPeo+yxLhQ2uWdoVFBgDYgLm3IcSrmEM82vLWlMse9LN5LS4f+cvh1Krwc=
— witness.province.example fwKWUgAAAABrBOGQE9bBszsHpBGGFVTrv4MKanCFQvsgD8/QohFPIqUpdZrUlo1AMSWxwChS8/Gpiw5/NYvQXAodoyGu80NgJ21UDQ==
— witness.inspectorate.example LK7q8wAAAABrBOGQE/J9V2r8SeqTlRFKjtYLVxO0sPHOEKo9LXBkSUI6Ae7yoBXAuUOInu1bK7T1balLlaqKa/iz4GEidg2jZX5KAw==
`;

/** The last of 7 entries: a text that JSON escapes, bytes that are no text, an empty value, a shut field. */
const EDGE = `c2sp.org/tlog-proof@v1
extra eyJvcGVuaW5nIjoxLCJmaWVsZHMiOltbInNheXMiLCJ0WUFVWlZFY3JpQmxMVWJmWGp5YWI5dHM2ZTFtdGYvRG5aYkxyb0x4ZjJNPSIsIlwiYVxcYlwiXG5cdFx1MDAxYi/DqfCdhJ5/Il0sWyJwaG90byIsIjE2b2M0aWtKV0VzdkNIR3dvZ053eEZaRS9yWm8yemNXWG51MTlqVGxjcjQ9Iix7ImJhc2U2NCI6Ii85ai80QUE9In1dLFsiZW1wdHkiLCIyQ1VMU01CeG5OcDZIRGdmYlpXRkJSd2JZbnM4aGJoa2hZc0dVYUpZMGJzPSIsIiJdLCJPeGxwenJEY1BMR2hkNnRBb0hkMVFUY1craWo0VGhWZWhYZ2VXQmtFZXk0PSJdfQ==
index 6
iuFIG4vlaRDFScNG8MGYIXSPX3Tnl+IdlGWWFOj39Wk=
qARPRjs4A9ces2dEgE7IWsUssq9IIaCwMV5G6OzAhGc=

motcua.example/log
7
MJqydO4G0CCn+mU0NWARGcwwtpjS/ReCUNe2KMWpxgU=

— motcua.example/log cC/85hXLhZqztf7i1caMXfaUYh5DL4DyQ8VXmHVtnZeCEheOyoHpFYsyiNbs+n8yAoc7/1RMYZJrO1dF1CT6XlcV5gQ=
`;

// ── hashes ──────────────────────────────────────────────────────────────────────────────────────

test("hashes are Node's own, at every length from 0 to 300 and some beyond", () => {
  const lengths = [...Array(301).keys(), ...Array.from({ length: 20 }, () => crypto.randomInt(301, 20_000))];
  for (const length of lengths) {
    const message = new Uint8Array(crypto.randomBytes(length));
    for (const [name, ours] of [["sha256", sha256], ["sha512", sha512]]) {
      const hex = Buffer.from(ours(message)).toString("hex");
      assert.equal(hex, crypto.createHash(name).update(message).digest("hex"), `${name} of ${length} bytes`);
    }
  }
});

// ── signatures ──────────────────────────────────────────────────────────────────────────────────

const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;
const bytesOf = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const toNumber = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
const toBytes = (number) => bytesOf(number.toString(16).padStart(64, "0")).reverse();
const random = (length) => new Uint8Array(crypto.randomBytes(length));
const flipped = (bytes, at = crypto.randomInt(bytes.length)) =>
  bytes.map((byte, i) => (i === at ? byte ^ (1 << crypto.randomInt(8)) : byte));
const sha512Number = (...parts) => toNumber(crypto.createHash("sha512").update(Buffer.concat(parts)).digest());

/** A key pair of Node's from a seed, and the secret scalar of RFC 8032 §5.1.5 behind it. */
const pairOf = (seed) => {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const secret = crypto.createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const spki = crypto.createPublicKey(secret).export({ format: "der", type: "spki" });
  const half = crypto.createHash("sha512").update(seed).digest().subarray(0, 32);
  half[0] &= 248;
  half[31] = (half[31] & 127) | 64;
  return { secret, key: new Uint8Array(spki.subarray(-32)), scalar: toNumber(half) };
};

test("what Node signs is right, and no longer with a bit changed", () => {
  for (let round = 0; round < 60; round++) {
    const { secret, key } = pairOf(random(32));
    const message = random(round * 7);
    const signature = new Uint8Array(crypto.sign(null, message, secret));
    assert.equal(verifyEd25519(key, message, signature), true);
    assert.equal(verifyEd25519(key, message, flipped(signature, crypto.randomInt(32))), false, "R");
    assert.equal(verifyEd25519(key, message, flipped(signature, crypto.randomInt(32, 64))), false, "S");
    assert.equal(verifyEd25519(flipped(key), message, signature), false, "key");
    assert.equal(verifyEd25519(key, Uint8Array.of(...message, 0), signature), false, "longer message");
    if (round > 0) assert.equal(verifyEd25519(key, flipped(message), signature), false, "message");
  }
});

test("the vectors of RFC 8032 §7.1 are right", () => {
  const vectors = [
    [
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ];
  for (const vector of vectors) assert.equal(verifyEd25519(...vector.map(bytesOf)), true, vector[0]);
});

test("a signature has one form only: S below L, and every length as it must be", () => {
  const { secret, key } = pairOf(random(32));
  const message = random(99);
  const signature = new Uint8Array(crypto.sign(null, message, secret));
  const s = toNumber(signature.slice(32));
  for (let more = s + L; more < 2n ** 256n; more += L) {
    assert.equal(verifyEd25519(key, message, Uint8Array.of(...signature.slice(0, 32), ...toBytes(more))), false);
  }
  assert.equal(verifyEd25519(key, message, signature), true);
  assert.equal(verifyEd25519(key, message, signature.slice(0, 63)), false);
  assert.equal(verifyEd25519(key, message, Uint8Array.of(...signature, 0)), false);
  assert.equal(verifyEd25519(key, message, new Uint8Array(0)), false);
  assert.equal(verifyEd25519(key.slice(0, 31), message, signature), false);
  assert.equal(verifyEd25519(Uint8Array.of(...key, 0), message, signature), false);
});

test("points that lax verifiers take are refused", () => {
  // Two key pairs whose scalars are known: R = [r]B and A = [a]B, so S = r + k a signs.
  const [{ key: pointR, scalar: r }, { key: pointA, scalar: a }] = [pairOf(random(32)), pairOf(random(32))];
  const message = Buffer.from("anything");
  const forged = (keyBytes, keyScalar, rBytes, rScalar) => {
    const k = sha512Number(rBytes, keyBytes, message);
    return Uint8Array.of(...rBytes, ...toBytes((rScalar + k * keyScalar) % L));
  };
  const right = forged(pointA, a, pointR, r);
  assert.equal(verifyEd25519(pointA, message, right), true, "the way these are made is sound");

  // The neutral point (0, 1), as it should be written and in the other ways: y + P, and the sign of a zero.
  const neutral = [1n, 1n + P, 1n + 2n ** 255n, 1n + P + 2n ** 255n].map(toBytes);
  for (const point of neutral) {
    assert.equal(verifyEd25519(point, message, forged(point, 0n, pointR, r)), false, "a key for everybody");
    assert.equal(verifyEd25519(pointA, message, forged(pointA, a, point, 0n)), false, "an R for everybody");
  }
  // R + (0, -1) = (-x, -y): the equation times 8 would not see the difference.
  const number = toNumber(pointR);
  const y = P - BigInt.asUintN(255, number);
  const odd = (number >> 255n) ^ 1n;
  const shifted = toBytes((odd << 255n) | y);
  assert.equal(verifyEd25519(pointA, message, forged(pointA, a, shifted, r)), false, "the cofactor counts");
  // No point has this y: neither 2 nor its negative gives a square.
  assert.equal(verifyEd25519(toBytes(2n), message, right), false, "not on the curve");
  assert.equal(verifyEd25519(new Uint8Array(32).fill(255), message, right), false, "y above P");
});

// ── the tree ────────────────────────────────────────────────────────────────────────────────────

const filesIn = (folder) =>
  fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    return entry.isDirectory() ? filesIn(place) : [place];
  });

test("the published inclusion vectors are judged as they say", () => {
  const counts = { right: 0, wrong: 0 };
  for (const file of filesIn(VECTORS)) {
    const { leafIdx, treeSize, root, leafHash, proof, wantErr } = JSON.parse(fs.readFileSync(file, "utf8"));
    const texts = [root, leafHash, ...(proof ?? [])];
    const [bytesRoot, leaf, ...hashes] = texts.map((text) => Buffer.from(text ?? "", "base64"));
    // The script reads no hash of another length, and no number that is not exact.
    const read = [bytesRoot, leaf, ...hashes].every((hash) => hash.length === 32) && Number.isSafeInteger(treeSize);
    const holds = read && verifyInclusion(leaf, leafIdx, treeSize, hashes, bytesRoot);
    assert.equal(holds, !wantErr, file);
    counts[holds ? "right" : "wrong"] += 1;
  }
  assert.ok(counts.right >= 5 && counts.wrong >= 80, JSON.stringify(counts));
});

test("a proof that goes on above the root is wrong, even where it leads to it", () => {
  const [leaf, sibling] = [random(32), random(32)];
  const root = sha256(Uint8Array.of(1, ...sibling, ...leaf));
  assert.equal(verifyInclusion(leaf, 1, 2, [sibling], root), true);
  assert.equal(verifyInclusion(leaf, 0, 1, [sibling], root), false);
});

// ── receipts ────────────────────────────────────────────────────────────────────────────────────

/** The receipt with one piece of text changed, which must be there. */
const changed = (text, from, to) => {
  assert.ok(text.includes(from), from);
  return text.replace(from, () => to);
};
const openingOf = (text) => JSON.parse(Buffer.from(/^extra (.+)$/m.exec(text)[1], "base64").toString());
const withExtra = (text, extra) => text.replace(/^extra .+$/m, () => `extra ${Buffer.from(extra).toString("base64")}`);
const withOpening = (text, change) => {
  const opening = openingOf(text);
  return withExtra(text, JSON.stringify(change(opening) ?? opening));
};
/** Another letter of base64 that is also one: the first of a line stays well-formed. */
const another = (letter) => (letter === "A" ? "B" : "A");
const refused = (text, why, key = KEY) => {
  const judged = checkProof(text, key);
  assert.match(judged.why, why);
  const nothing = { origin: null, size: null, root: null, index: null, fields: [], shut: 0 };
  assert.deepEqual(judged, { right: false, why: judged.why, ...nothing });
};

/** A note signed with the key behind KEY. */
const signed = (note) => {
  const signature = crypto.sign(null, Buffer.from(note), pairOf(Buffer.alloc(32, 7)).secret);
  const line = Buffer.concat([Buffer.from("702ffce6", "hex"), signature]).toString("base64");
  return `${note}\n— motcua.example/log ${line}\n`;
};
const hashOf = (...parts) => {
  const hash = crypto.createHash("sha256");
  for (const part of parts) hash.update(Buffer.from(part));
  return hash.digest();
};
/** The receipt of a log whose only entry is this one value, by Node's hashes; its opening written by `write`. */
const receiptOf = (value, write = JSON.stringify) => {
  const [salt, length] = [Buffer.alloc(32, 5), Buffer.alloc(8)];
  length.writeBigUInt64BE(BigInt(Buffer.byteLength(value)));
  const digest = hashOf("motcua/commitment/field/v1\0", salt, [0, 4], "says", length, value);
  const entry = hashOf("motcua/commitment/list/v1\0", [0, 0, 0, 1], digest);
  const extra = write({ opening: 1, fields: [["says", salt.toString("base64"), value]] });
  const note = `motcua.example/log\n1\n${hashOf([0], entry).toString("base64")}\n`;
  return `c2sp.org/tlog-proof@v1\nextra ${Buffer.from(extra).toString("base64")}\nindex 0\n\n${signed(note)}`;
};

test("a receipt of a log's only entry is right", () => {
  assert.deepEqual(checkProof(ALONE, KEY), {
    right: true,
    why: "",
    origin: "motcua.example/log",
    size: 1,
    root: "0037ff5134716990c5816cab35ec89a538b73304a1415836f75ef30e9b7c9bb9",
    index: 0,
    fields: [
      { name: "stream", value: "dossier:H29.12-261123-0001" },
      { name: "kind", value: "received" },
    ],
    shut: 0,
  });
});

test("a receipt among a thousand, with shut fields and witnesses, is right", () => {
  assert.deepEqual(checkProof(THOUSAND, KEY), {
    right: true,
    why: "",
    origin: "motcua.example/log",
    size: 1003,
    root: "764bf215d5210538e66f1672cb99207fd13be18080b1b1bb45947532c30a3538",
    index: 389,
    fields: [
      { name: "stream", value: "dossier:H29.12-261124-0389" },
      { name: "kind", value: "promised" },
      { name: "at", value: "1795996800000000" },
      { name: "applicant", value: "Nguyễn Thị Thử" },
      { name: "due", value: "17:00 ngày 27/11/2026" },
    ],
    shut: 3,
  });
  const { hashes, signatures, note } = parseProof(THOUSAND);
  assert.equal(hashes.length, 10);
  assert.deepEqual(signatures.map(({ id }) => id), ["702ffce6", "7f029652", "2caeeaf3"]);
  assert.equal(note, "motcua.example/log\n1003\ndkvyFdUhBTjmbxZyy5kgf9E74YCAsbG7RZR1MsMKNTg=\n");
});

test("values of every kind are read as they were written", () => {
  const { right, fields, shut } = checkProof(EDGE, KEY);
  assert.equal(right, true);
  assert.deepEqual(fields, [
    { name: "says", value: "\"a\\b\"\n\t\u001b/é𝄞\u007f" },
    { name: "photo", value: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0x00) },
    { name: "empty", value: "" },
  ]);
  assert.equal(shut, 1);
});

test("another way to write the same JSON is right as well", () => {
  const spaced = withExtra(THOUSAND, JSON.stringify(openingOf(THOUSAND), null, 2));
  assert.equal(checkProof(spaced, KEY).right, true);
});

test("a receipt made in another way is right, and what is shown is what was hashed", () => {
  for (const value of ["", "x", "Nguyễn Thị Thử 𝄞", "\ufffd", "\ufeff", "x".repeat(100_000)]) {
    assert.deepEqual(checkProof(receiptOf(value), KEY).fields, [{ name: "says", value }]);
  }
  // Readers that mend what is broken would hash the letter U+FFFD here.
  const broken = receiptOf("\ufffd", (json) => JSON.stringify(json).replace("\ufffd", "\\ud800"));
  refused(broken, /^a text is not UTF-8$/);
  const bytes = (json) => Buffer.from(JSON.stringify(json).replace("\ufffd", "\u0001"));
  refused(receiptOf("\ufffd", (json) => bytes(json).map((byte) => (byte === 1 ? 0xff : byte))), /./);
  refused(receiptOf("x", (json) => `\ufeff${JSON.stringify(json)}`), /./);
});

test("what the log has signed must be a checkpoint all the same", () => {
  const note = ALONE.slice(ALONE.indexOf("\n\n") + 2, ALONE.lastIndexOf("\n\n") + 1);
  const resigned = (other) => ALONE.slice(0, ALONE.indexOf("\n\n") + 2) + signed(other);
  assert.equal(resigned(note), ALONE, "Ed25519 signs without chance");
  assert.equal(checkProof(resigned(`${note}extension\n`), KEY).right, true);
  refused(resigned(`${note}\n`), /^the checkpoint cannot be read$/);
  refused(resigned(`${note}\nextension\n`), /^the checkpoint cannot be read$/);
  refused(resigned(changed(note, "\n1\n", "\n01\n")), /^the size is not a number$/);
  refused(resigned(changed(note, "\n1\n", "\n0\n")), /^what it opens is not in the log there$/);
  refused(resigned(changed(note, "\n1\n", "\n2\n")), /^what it opens is not in the log there$/);
  refused(resigned(changed(note, "motcua.example/log", "motcua.example/lag")), /^it is of another log$/);
  refused(resigned("motcua.example/log\n1\n"), /^the root cannot be read$/);
});

for (const [name, receipt] of Object.entries({ ALONE, THOUSAND, EDGE })) {
  test(`${name}: nothing of it can be changed`, () => {
    const { index, size, origin } = checkProof(receipt, KEY);
    const [, line] = /^— motcua\.example\/log (.+)$/m.exec(receipt);
    const signature = Buffer.from(line, "base64");
    for (const at of [4, 20, 35, 36, 50, 67]) {
      const bytes = Buffer.from(signature);
      bytes[at] ^= 1;
      refused(changed(receipt, line, bytes.toString("base64")), /^the log's signature is wrong$/);
    }
    for (const length of [5, 67]) {
      const short = signature.subarray(0, length).toString("base64");
      refused(changed(receipt, line, short), /^the log's signature is wrong$/);
    }
    const otherId = Buffer.from(signature);
    otherId[0] ^= 1;
    refused(changed(receipt, line, otherId.toString("base64")), /^the log has not signed$/);
    refused(changed(receipt, `— ${origin} ${line}`, `— ${origin}s ${line}`), /^the log has not signed$/);

    const [, root] = /\n\n.+\n\d+\n(.+)\n/.exec(receipt);
    const otherRoot = another(root[0]) + root.slice(1);
    refused(changed(receipt, `\n${root}\n`, `\n${otherRoot}\n`), /^the log's signature is wrong$/);
    refused(changed(receipt, `\n${size}\n`, `\n${size + 1}\n`), /^the log's signature is wrong$/);
    refused(changed(receipt, `\n${size}\n`, `\n0${size}\n`), /^the size is not a number$/);
    refused(changed(receipt, `\n${root}\n`, `\n${root}\nmore\n`), /^the log's signature is wrong$/);
    refused(changed(receipt, `\n\n${origin}\n`, "\n\nmotcua.example/lag\n"), /^it is of another log$/);
    refused(receipt, /^the log has not signed$/, OTHER_KEY);

    const notThere = /^what it opens is not in the log there$/;
    const placed = (number) => changed(receipt, `\nindex ${index}\n`, `\nindex ${number}\n`);
    refused(placed(index + 1), notThere);
    refused(placed(size), notThere);
    if (index > 0) refused(placed(index - 1), notThere);
    refused(placed(`0${index}`), /^the place is not a number$/);
    refused(placed(2n ** 53n), /^the place is not a number$/);
    refused(placed("-1"), /^the place is not a number$/);

    for (const hash of receipt.slice(0, receipt.indexOf("\n\n")).split("\n").slice(3)) {
      refused(changed(receipt, `\n${hash}\n`, `\n${another(hash[0])}${hash.slice(1)}\n`), notThere);
      refused(changed(receipt, `\n${hash}\n`, "\n"), notThere);
    }
    refused(placed(`${index}\n${root}`), notThere);

    openingOf(receipt).fields.forEach((field, i) => {
      const change = (make) => withOpening(receipt, ({ fields }) => void (fields[i] = make(field)));
      if (typeof field === "string") {
        refused(change((digest) => another(digest[0]) + digest.slice(1)), notThere);
      } else {
        const [label, salt, value] = field;
        const longer = typeof value === "string" ? `${value}.` : { base64: "/9j/4AE=" };
        refused(change(() => [label, salt, longer]), notThere);
        refused(change(() => [label, another(salt[0]) + salt.slice(1), value]), notThere);
        refused(change(() => [`${label}s`, salt, value]), notThere);
      }
    });
    refused(withOpening(receipt, ({ fields }) => void fields.reverse()), notThere);
    refused(withOpening(receipt, ({ fields }) => void fields.pop()), notThere);
    refused(withOpening(receipt, ({ fields }) => void fields.push(fields[0])), /^a name stands twice$/);
  });
}

test("what is not a receipt is refused, whatever it is", () => {
  const opens = (make) => withOpening(ALONE, make);
  const [, salt] = openingOf(ALONE).fields[0];
  const cases = [
    ["", /^it is not a proof$/],
    ["\n\n", /^it is not a proof$/],
    [changed(ALONE, "@v1", "@v2"), /^it is not a proof$/],
    [ALONE.replace(/\n/g, "\r\n"), /^it is not a proof$/],
    [`\n${ALONE}`, /^it is not a proof$/],
    [ALONE.slice(0, -1), /^the checkpoint is not signed$/],
    [ALONE.slice(0, ALONE.indexOf("— ")), /^the checkpoint is not signed$/],
    [`${ALONE}\n`, /^the checkpoint is not signed$/],
    [changed(ALONE, "— ", "- "), /^a signature cannot be read$/],
    [`${ALONE}— somebody AAAAAA==\n`, /^a signature cannot be read$/],
    [ALONE + ALONE.slice(ALONE.indexOf("— ")), /^somebody has signed twice$/],
    [changed(ALONE, "motcua.example/log\n", "motcua.example/log\t\n"), /^the checkpoint has control characters$/],
    [ALONE.replace(/^extra .+\n/m, ""), /^it opens no entry$/],
    [ALONE.replace(/^extra .+$/m, "extra "), /^the opening cannot be read$/],
    [ALONE.replace(/^extra (.+?)=*$/m, "extra $1"), /^the opening cannot be read$/],
    [ALONE.replace(/^extra (...)/m, "extra $1 "), /^the opening cannot be read$/],
    [changed(ALONE, "index 0", "index"), /^the proof tells no place$/],
    [changed(ALONE, "index 0\n", "index 0\nAAAA\n"), /^a hash cannot be read$/],
    [withExtra(ALONE, "{"), /JSON/],
    [withExtra(ALONE, [0x22, 0xff, 0x22]), /./],
    [withExtra(ALONE, "null"), /^the opening cannot be read$/],
    [withExtra(ALONE, "[]"), /^the opening cannot be read$/],
    [opens((opening) => ({ ...opening, opening: 2 })), /^the opening cannot be read$/],
    [opens((opening) => ({ ...opening, more: 1 })), /^the opening cannot be read$/],
    [opens((opening) => ({ ...opening, fields: [] })), /^the opening cannot be read$/],
    [opens(({ fields }) => void (fields[0] = "AAAA")), /^a digest cannot be read$/],
    [opens(({ fields }) => void (fields[0] = null)), /^a field cannot be read$/],
    [opens(({ fields }) => void fields[0].push("")), /^a field cannot be read$/],
    [opens(({ fields }) => void (fields[0] = ["", salt, "x"])), /^a field's name has another length$/],
    [opens(({ fields }) => void (fields[0] = ["x".repeat(65_536), salt, "x"])), /^a field's name has another length$/],
    [opens(({ fields }) => void (fields[0] = [7, salt, "x"])), /^a field cannot be read$/],
    [opens(({ fields }) => void (fields[0] = ["x", "AAAA", "x"])), /^a salt cannot be read$/],
    [opens(({ fields }) => void (fields[0] = ["x", salt, 7])), /^a field cannot be read$/],
    [opens(({ fields }) => void (fields[0] = ["x", salt, { base64: "A" }])), /^a value cannot be read$/],
    [opens(({ fields }) => void (fields[0] = ["x", salt, { base64: "", more: 1 }])), /^a field cannot be read$/],
    // Half a surrogate pair: what is hashed would not be what is shown.
    [withExtra(ALONE, JSON.stringify(openingOf(ALONE)).replace("received", "\\ud800")), /^a text is not UTF-8$/],
    [null, /./],
    [undefined, /./],
  ];
  for (const [text, why] of cases) refused(text, why);
});

test("a key that is not a log's key judges nothing", () => {
  const [name, id, text] = KEY.split("+");
  // A witness's key has the type 4; everything else about this one is right.
  const witness = Buffer.from([4, ...Buffer.from(text, "base64").subarray(1)]);
  const witnessId = hashOf(`${name}\n`, witness).toString("hex").slice(0, 8);
  const keys = [
    "",
    "motcua.example/log",
    `${name}+${id}`,
    `${name}+702ffce7+${text}`,
    `${name}+${id.toUpperCase()}+${text}`,
    `other+${id}+${text}`,
    `${name}+${id}+${text.slice(0, -4)}`,
    `${name}+${witnessId}+${witness.toString("base64")}`,
    `${KEY}\n`,
    ` ${KEY}`,
    null,
  ];
  for (const key of keys) refused(ALONE, /^the key /, key);
});

// ── receipts of a demonstration's log ───────────────────────────────────────────────────────────

const read = (name) => fs.readFileSync(path.join(__dirname, "proofs", name), "utf8");
const DEMO_KEY = read("log.vkey").trim();
const PROOFS = ["received.tlog-proof", "decided.tlog-proof"].map(read);

test("a proof of the log is right and shows what it opens", () => {
  const found = checkProof(PROOFS[0], DEMO_KEY);
  assert.equal(found.right, true);
  assert.equal(found.fields.find((field) => field.name === "kind").value, "received");
  assert.ok(found.shut > 5);
  assert.equal(checkProof(PROOFS[1], DEMO_KEY).right, true);
});

test("a proof is wrong after any change of a line", () => {
  for (const proof of PROOFS) {
    const lines = proof.split("\n");
    lines.forEach((line, at) => {
      if (!line) return;
      const middle = Math.floor(line.length / 2);
      const other = line[middle] === "A" ? "B" : "A";
      const bad = [...lines];
      bad[at] = line.slice(0, middle) + other + line.slice(middle + 1);
      assert.equal(checkProof(bad.join("\n"), DEMO_KEY).right, false, `line ${at + 1}: ${line.slice(0, 60)}`);
    });
  }
});

test("an opened value, a salt or a name that was changed is found, and another key trusts nothing", () => {
  const proof = PROOFS[0];
  const line = /^extra (.*)$/m.exec(proof)[1];
  const change = (what) => {
    const opening = JSON.parse(Buffer.from(line, "base64").toString("utf8"));
    what(opening.fields.find((field) => Array.isArray(field) && field[0] === "body.due"));
    return proof.replace(line, Buffer.from(JSON.stringify(opening)).toString("base64"));
  };
  assert.equal(checkProof(change(() => {}), DEMO_KEY).right, true, "written again without a change");
  for (const what of [(f) => (f[2] = "1793959200000001"), (f) => (f[1] = Buffer.alloc(32).toString("base64")), (f) => (f[0] = "body.promised")]) {
    assert.equal(checkProof(change(what), DEMO_KEY).right, false);
  }
  const bytes = Buffer.concat([Buffer.from([1]), crypto.randomBytes(32)]);
  const id = crypto.createHash("sha256").update("motcua.local/log\n").update(bytes).digest("hex").slice(0, 8);
  assert.equal(checkProof(proof, `motcua.local/log+${id}+${bytes.toString("base64")}`).right, false);
  for (const nonsense of ["", "x", "c2sp.org/tlog-proof@v1\n", proof.slice(0, 400)]) {
    assert.equal(checkProof(nonsense, DEMO_KEY).right, false);
  }
});

// ── the page ────────────────────────────────────────────────────────────────────────────────────

/** Runs the script as a browser does that has no WebCrypto, in a page with these texts. */
const page = (proofText, readyState = "loading") => {
  const place = {
    textContent: "not checked",
    dataset: { key: KEY, right: "<b>right</b>", wrong: "wrong" },
    set innerHTML(_) {
      throw new Error("innerHTML");
    },
  };
  const elements = { "proof-check": place, "proof-text": proofText === null ? null : { textContent: proofText } };
  const waiting = [];
  const document = {
    readyState,
    getElementById: (id) => elements[id] ?? null,
    addEventListener: (event, act) => event === "DOMContentLoaded" && waiting.push(act),
  };
  vm.runInNewContext(fs.readFileSync(SCRIPT, "utf8"), { document, atob, btoa, TextEncoder, TextDecoder });
  const before = place.dataset.state;
  waiting.forEach((act) => act());
  return { before, state: place.dataset.state, said: place.textContent };
};

test("the page says what was found, once it is there", () => {
  assert.deepEqual(page(THOUSAND), { before: undefined, state: "right", said: "<b>right</b>" });
  assert.deepEqual(page(THOUSAND, "interactive"), { before: "right", state: "right", said: "<b>right</b>" });
  assert.deepEqual(page(`\n    ${EDGE}  `).state, "right", "white space of the page around it");
  const wrong = { before: undefined, state: "wrong", said: "wrong" };
  assert.deepEqual(page(changed(THOUSAND, "index 389", "index 388")), wrong);
  assert.deepEqual(page(""), wrong);
  assert.deepEqual(page(null), wrong);
});

test("a page without a place for it is left alone", () => {
  const document = { readyState: "complete", getElementById: () => null };
  vm.runInNewContext(fs.readFileSync(SCRIPT, "utf8"), { document, atob, btoa, TextEncoder, TextDecoder });
});

test("one check takes a moment", (t) => {
  const times = Array.from({ length: 21 }, () => {
    const start = performance.now();
    checkProof(THOUSAND, KEY);
    return performance.now() - start;
  });
  t.diagnostic(`median of ${times.length}: ${times.sort((a, b) => a - b)[10].toFixed(1)} ms`);
});
