// The browser's script against Node's own cryptography, and against proofs of a demonstration's log.

const assert = require("node:assert/strict");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { sha256, sha512, verifyEd25519, checkProof } = require("../../crates/web/assets/proof.js");

const read = (name) => fs.readFileSync(path.join(__dirname, "proofs", name), "utf8");
const KEY = read("log.vkey").trim();
const PROOFS = ["received.tlog-proof", "decided.tlog-proof"].map(read);

test("hashes are those of Node's OpenSSL for every length up to 300 bytes", () => {
  for (let length = 0; length <= 300; length += 1) {
    const bytes = new Uint8Array(crypto.randomBytes(length));
    for (const [ours, name] of [[sha256, "sha256"], [sha512, "sha512"]]) {
      assert.deepEqual(Buffer.from(ours(bytes)), crypto.createHash(name).update(bytes).digest(), `${name} of ${length} bytes`);
    }
  }
});

test("signatures by Node are right, and wrong after any change", () => {
  for (let n = 0; n < 12; n += 1) {
    const { publicKey, privateKey } = crypto.generateKeyPairSync("ed25519");
    const key = new Uint8Array(publicKey.export({ type: "spki", format: "der" }).subarray(-32));
    const message = new Uint8Array(crypto.randomBytes(n * 7));
    const signature = new Uint8Array(crypto.sign(null, message, privateKey));
    assert.equal(verifyEd25519(key, message, signature), true);
    for (const at of [0, 31, 32, 62, 63]) {
      const bad = Uint8Array.from(signature);
      bad[at] ^= 1 << n % 8;
      assert.equal(verifyEd25519(key, message, bad), false, `byte ${at} of the signature`);
    }
    assert.equal(verifyEd25519(key, Uint8Array.from([...message, 0]), signature), false);
    // The same signature with S + L: right in arithmetic, refused by RFC 8032.
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = signature.subarray(32).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) + order;
    const second = Uint8Array.from(signature);
    for (let i = 0; i < 32; i += 1) second[32 + i] = Number((s >> BigInt(8 * i)) & 0xffn);
    assert.equal(verifyEd25519(key, message, second), false);
  }
});

test("a proof of the log is right and shows what it opens", () => {
  const found = checkProof(PROOFS[0], KEY);
  assert.equal(found.right, true);
  assert.equal(found.fields.find((field) => field.name === "kind").value, "received");
  assert.ok(found.shut > 5);
  assert.equal(checkProof(PROOFS[1], KEY).right, true);
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
      assert.equal(checkProof(bad.join("\n"), KEY).right, false, `line ${at + 1}: ${line.slice(0, 60)}`);
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
  assert.equal(checkProof(change(() => {}), KEY).right, true, "written again without a change");
  for (const what of [(f) => (f[2] = "1793959200000001"), (f) => (f[1] = Buffer.alloc(32).toString("base64")), (f) => (f[0] = "body.promised")]) {
    assert.equal(checkProof(change(what), KEY).right, false);
  }
  const bytes = Buffer.concat([Buffer.from([1]), crypto.randomBytes(32)]);
  const id = crypto.createHash("sha256").update("motcua.local/log\n").update(bytes).digest("hex").slice(0, 8);
  assert.equal(checkProof(proof, `motcua.local/log+${id}+${bytes.toString("base64")}`).right, false);
  for (const nonsense of ["", "x", "c2sp.org/tlog-proof@v1\n", proof.slice(0, 400)]) {
    assert.equal(checkProof(nonsense, KEY).right, false);
  }
});
