// Checks a receipt in the citizen's own browser: that the log has signed, and that the opened entry is in it.
// A receipt is a text (c2sp.org/tlog-proof). Browsers give WebCrypto to pages over HTTPS only, and some offices
// have none, so hashes and signatures are computed here, step by step as the standards say. Nothing below is
// secret, so it need not run in constant time. The page works without this script; texts stand in it, not here.
"use strict";
(() => {
  const must = (condition, why) => {
    if (!condition) throw new Error(why);
  };

  // ── bytes ─────────────────────────────────────────────────────────────────────────────────────

  const concat = (...parts) => {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  };

  const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  /** A whole number in so many bytes, the highest first. */
  const bigEndian = (number, length) =>
    Uint8Array.from({ length }, (_, i) => Math.floor(number / 256 ** (length - 1 - i)) % 256);

  /** The bytes of a text. Half a surrogate pair has none: TextEncoder would put another letter. */
  const utf8 = (text) => {
    must(!/\p{Cs}/u.test(text), "a text is not UTF-8");
    return new TextEncoder().encode(text);
  };

  /** RFC 4648 §4. `atob` overlooks spaces and missing padding; what it read must give the same string again. */
  const base64 = (text, length, what) => {
    let read;
    try {
      read = atob(text);
    } catch {
      throw new Error(`${what} cannot be read`);
    }
    must(btoa(read) === text && (length === null || read.length === length), `${what} cannot be read`);
    return Uint8Array.from(read, (letter) => letter.charCodeAt(0));
  };

  // ── SHA-256 and SHA-512: RFC 6234 ─────────────────────────────────────────────────────────────

  /** floor(root of n · 2^64) mod 2^64: the first 64 bits behind the point. The root is smaller than 8. */
  const rootFraction = (n, degree) => {
    const goal = BigInt(n) << (64n * degree);
    let root = 0n;
    for (let bit = 1n << 66n; bit > 0n; bit >>= 1n) {
      if ((root + bit) ** degree <= goal) root += bit;
    }
    return BigInt.asUintN(64, root);
  };

  const primes = [];
  for (let n = 2; primes.length < 80; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  // §6.3 and §5.2: SHA-512 starts from the square roots of 8 primes, and uses the cube roots of 80.
  const START_512 = primes.slice(0, 8).map((prime) => rootFraction(prime, 2n));
  const ROUND_512 = primes.map((prime) => rootFraction(prime, 3n));
  // §6.1 and §5.1: SHA-256 takes the first 32 bits of the same, and 64 of the cube roots.
  const START_256 = START_512.map((word) => Number(word >> 32n));
  const ROUND_256 = ROUND_512.slice(0, 64).map((word) => Number(word >> 32n));

  /** §4: a bit 1, zeros, and the length in bits, to the end of a block. */
  const pad = (message, block) => {
    const blocks = Math.ceil((message.length + 1 + block / 8) / block);
    const padded = concat(message, [0x80], new Uint8Array(blocks * block - message.length - 1));
    const view = new DataView(padded.buffer);
    view.setBigUint64(padded.length - 8, 8n * BigInt(message.length));
    return view;
  };

  /** §6.2, with the functions of §5.1. */
  const sha256 = (message) => {
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    const data = pad(message, 64);
    const state = Uint32Array.from(START_256);
    const w = new Uint32Array(64);
    for (let block = 0; block < data.byteLength; block += 64) {
      for (let t = 0; t < 16; t++) w[t] = data.getUint32(block + 4 * t);
      for (let t = 16; t < 64; t++) {
        const early = turn(w[t - 15], 7) ^ turn(w[t - 15], 18) ^ (w[t - 15] >>> 3);
        const late = turn(w[t - 2], 17) ^ turn(w[t - 2], 19) ^ (w[t - 2] >>> 10);
        w[t] = late + w[t - 7] + early + w[t - 16];
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 64; t++) {
        const choice = (e & f) ^ (~e & g);
        const majority = (a & b) ^ (a & c) ^ (b & c);
        const t1 = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + ROUND_256[t] + w[t];
        const t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
        [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
    }
    return concat(...Array.from(state, (word) => bigEndian(word, 4)));
  };

  /** §6.4, with the functions of §5.2: the same as above on words of 64 bits, which are BigInts here. */
  const sha512 = (message) => {
    const word64 = (x) => BigInt.asUintN(64, x);
    const turn = (x, n) => (x >> n) | word64(x << (64n - n));
    const data = pad(message, 128);
    const state = BigUint64Array.from(START_512);
    const w = new BigUint64Array(80);
    for (let block = 0; block < data.byteLength; block += 128) {
      for (let t = 0; t < 16; t++) w[t] = data.getBigUint64(block + 8 * t);
      for (let t = 16; t < 80; t++) {
        const early = turn(w[t - 15], 1n) ^ turn(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
        const late = turn(w[t - 2], 19n) ^ turn(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
        w[t] = late + w[t - 7] + early + w[t - 16];
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 80; t++) {
        const choice = (e & f) ^ (~e & g);
        const majority = (a & b) ^ (a & c) ^ (b & c);
        const t1 = h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + choice + ROUND_512[t] + w[t];
        const t2 = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + majority;
        [a, b, c, d, e, f, g, h] = [word64(t1 + t2), a, b, c, word64(d + t1), e, f, g];
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
    }
    return Uint8Array.from({ length: 64 }, (_, i) => Number((state[i >> 3] >> BigInt(56 - 8 * (i % 8))) & 255n));
  };

  // ── Ed25519: RFC 8032 §5.1 ────────────────────────────────────────────────────────────────────

  const P = 2n ** 255n - 19n; // the field's prime
  const L = 2n ** 252n + 27742317777372353535851937790883648493n; // the order of the base point

  const mod = (x) => {
    const rest = x % P;
    return rest < 0n ? rest + P : rest;
  };
  const power = (base, exponent) => {
    let result = 1n;
    for (let square = base, left = exponent; left > 0n; left >>= 1n) {
      if (left & 1n) result = mod(result * square);
      square = mod(square * square);
    }
    return result;
  };
  const inverse = (x) => power(x, P - 2n); // §5.1.1, by Fermat

  const D = mod(-121665n * inverse(121666n)); // the curve: -x² + y² = 1 + D x² y²
  const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n); // §5.1.3

  // §5.1.4: a point is [X, Y, Z, T] with x = X/Z, y = Y/Z and x y = T/Z. The sum below is right for all points.
  const ZERO = [0n, 1n, 1n, 0n];
  const add = ([x1, y1, z1, t1], [x2, y2, z2, t2]) => {
    const a = mod((y1 - x1) * (y2 - x2));
    const b = mod((y1 + x1) * (y2 + x2));
    const c = mod(2n * D * t1 * t2);
    const d = mod(2n * z1 * z2);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  };
  const times = (factor, point) => {
    let sum = ZERO;
    for (let double = point, left = factor; left > 0n; left >>= 1n) {
      if (left & 1n) sum = add(sum, double);
      double = add(double, double);
    }
    return sum;
  };
  const equal = ([x1, y1, z1], [x2, y2, z2]) => mod(x1 * z2 - x2 * z1) === 0n && mod(y1 * z2 - y2 * z1) === 0n;

  const littleEndian = (bytes) => bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);

  /** §5.1.3: the point of 32 bytes, or null when they are none or not the only way to write it. */
  const decodePoint = (bytes) => {
    const number = littleEndian(bytes);
    const [odd, y] = [number >> 255n, BigInt.asUintN(255, number)];
    if (y >= P) return null;
    const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)]; // x² = u/v
    let x = mod(u * v ** 3n * power(mod(u * v ** 7n), (P - 5n) / 8n));
    if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT_OF_MINUS_ONE);
    if (mod(v * x * x) !== u || (x === 0n && odd)) return null;
    if ((x & 1n) !== odd) x = P - x;
    return [x, y, 1n, mod(x * y)];
  };
  // §5.1: the base point has y = 4/5 and an even x.
  const BASE = decodePoint(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)));

  /** Points with which anybody could sign for any text. */
  const isSmall = (point) => equal(times(8n, point), ZERO);

  /** §5.1.7 without the cofactor: [S]B = R + [k]A. As in the program, small A and R are refused. */
  const verifyEd25519 = (key, message, signature) => {
    if (key.length !== 32 || signature.length !== 64) return false;
    const [a, r] = [decodePoint(key), decodePoint(signature.slice(0, 32))];
    const s = littleEndian(signature.slice(32));
    if (a === null || r === null || isSmall(a) || isSmall(r) || s >= L) return false;
    const k = littleEndian(sha512(concat(signature.slice(0, 32), key, message))) % L;
    return equal(times(s, BASE), add(r, times(k, a)));
  };

  // ── the tree: RFC 9162 §2.1 ───────────────────────────────────────────────────────────────────

  const leafHash = (entry) => sha256(concat([0], entry)); // §2.1.1
  const nodeHash = (left, right) => sha256(concat([1], left, right));

  /** §2.1.3.2: whether the leaf is number `index`, from 0, of the tree with `size` leaves and this root. */
  const verifyInclusion = (leaf, index, size, proof, root) => {
    if (index >= size) return false;
    let [node, last] = [BigInt(index), BigInt(size) - 1n];
    let reached = leaf;
    for (const sibling of proof) {
      if (last === 0n) return false;
      if (node & 1n || node === last) {
        reached = nodeHash(sibling, reached);
        while (!(node & 1n) && node !== 0n) [node, last] = [node >> 1n, last >> 1n];
      } else {
        reached = nodeHash(reached, sibling);
      }
      [node, last] = [node >> 1n, last >> 1n];
    }
    return last === 0n && same(reached, root);
  };

  // ── the texts: c2sp.org/tlog-proof, tlog-checkpoint and signed-note ───────────────────────────

  const NAME = "[^\\p{White_Space}\\p{Cc}+]+";

  /** No log has 2^53 entries, so plain numbers do. */
  const decimal = (text, what) => {
    must(/^(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)), `${what} is not a number`);
    return Number(text);
  };

  /** `name+id+base64` of the type 1, Ed25519, and the key. */
  const parseKey = (vkey) => {
    const [, name, id, text] = new RegExp(`^(${NAME})\\+([0-9a-f]{8})\\+(.+)$`, "u").exec(vkey) ?? [];
    const typed = base64(text, 33, "the key");
    must(typed[0] === 1, "the key is not an Ed25519 key");
    must(hex(sha256(concat(utf8(`${name}\n`), typed))).startsWith(id), "the key has another id");
    return { name, id, bytes: typed.slice(1) };
  };

  /** A text with its last newline, an empty line, and signatures `— name base64` of key id and signature. */
  const parseNote = (whole) => {
    must(!/[\0-\x09\x0b-\x1f]/.test(whole), "the checkpoint has control characters");
    const border = whole.lastIndexOf("\n\n");
    must(border >= 0 && whole.endsWith("\n") && border + 2 < whole.length, "the checkpoint is not signed");
    const signatures = whole.slice(border + 2, -1).split("\n").map((line) => {
      const [, name, text] = new RegExp(`^— (${NAME}) (.+)$`, "u").exec(line) ?? [];
      const bytes = base64(text, null, "a signature");
      must(bytes.length > 4, "a signature cannot be read");
      return { name, id: hex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
    });
    const signers = new Set(signatures.map(({ name, id }) => `${name}+${id}`));
    must(signers.size === signatures.length, "somebody has signed twice");
    return { note: whole.slice(0, border + 1), signatures };
  };

  /** Reads a receipt and believes nothing of it yet. */
  const parseProof = (text) => {
    const border = text.indexOf("\n\n");
    must(border >= 0, "it is not a proof");
    const [format, ...lines] = text.slice(0, border).split("\n");
    must(format === "c2sp.org/tlog-proof@v1", "it is not a proof");
    let extra = null;
    if (lines.length > 0 && lines[0].startsWith("extra ")) {
      extra = base64(lines.shift().slice(6), null, "the opening");
      must(extra.length > 0, "the opening cannot be read");
    }
    const place = lines.shift() ?? "";
    must(place.startsWith("index "), "the proof tells no place");
    const index = decimal(place.slice(6), "the place");
    const hashes = lines.map((line) => base64(line, 32, "a hash"));
    const { note, signatures } = parseNote(text.slice(border + 2));
    const [origin, size, root, ...extensions] = note.slice(0, -1).split("\n");
    must(origin && extensions.every((line) => line), "the checkpoint cannot be read");
    const head = { origin, size: decimal(size, "the size"), root: base64(root, 32, "the root") };
    return { extra, index, hashes, note, signatures, ...head };
  };

  // ── the opening of an entry: crates/ledger/src/commitment.rs and opening_json.rs ──────────────

  const FIELD_DOMAIN = utf8("motcua/commitment/field/v1\0");
  const LIST_DOMAIN = utf8("motcua/commitment/list/v1\0");
  const hasKeys = (object, keys) => Object.keys(object ?? {}).sort().join() === keys;

  /** A shut field is its digest, an open one [name, salt, value]. A value is a text, or {base64} of bytes. */
  const parseField = (field) => {
    if (typeof field === "string") return { digest: base64(field, 32, "a digest") };
    const [name, salt, said] = Array.isArray(field) && field.length === 3 ? field : [];
    must(typeof name === "string" && (typeof said === "string" || hasKeys(said, "base64")), "a field cannot be read");
    const value = typeof said === "string" ? said : base64(said.base64, null, "a value");
    const [label, bytes] = [utf8(name), typeof value === "string" ? utf8(value) : value];
    must(label.length > 0 && label.length < 65536, "a field's name has another length");
    const parts = [base64(salt, 32, "a salt"), bigEndian(label.length, 2), label, bigEndian(bytes.length, 8), bytes];
    return { name, value, digest: sha256(concat(FIELD_DOMAIN, ...parts)) };
  };

  /** The open fields, how many are shut, and the entry that they all together give. */
  const parseOpening = (extra) => {
    const json = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(extra));
    const right = hasKeys(json, "fields,opening") && json.opening === 1 && Array.isArray(json.fields);
    must(right && json.fields.length > 0, "the opening cannot be read");
    const all = json.fields.map(parseField);
    const fields = all.filter(({ name }) => name !== undefined).map(({ name, value }) => ({ name, value }));
    must(new Set(fields.map(({ name }) => name)).size === fields.length, "a name stands twice");
    const entry = sha256(concat(LIST_DOMAIN, bigEndian(all.length, 4), ...all.map(({ digest }) => digest)));
    return { fields, shut: all.length - fields.length, entry };
  };

  // ── all of it ─────────────────────────────────────────────────────────────────────────────────

  /** Judges a receipt by the log's key. Only of a right one it tells what it says; the root in hexadecimal. */
  const checkProof = (text, vkey) => {
    try {
      const key = parseKey(vkey);
      const { extra, index, hashes, note, signatures, origin, size, root } = parseProof(text);
      must(origin === key.name, "it is of another log");
      const signature = signatures.find(({ name, id }) => name === key.name && id === key.id);
      must(signature, "the log has not signed");
      must(verifyEd25519(key.bytes, utf8(note), signature.bytes), "the log's signature is wrong");
      must(extra, "it opens no entry");
      const { fields, shut, entry } = parseOpening(extra);
      must(verifyInclusion(leafHash(entry), index, size, hashes, root), "what it opens is not in the log there");
      return { right: true, why: "", origin, size, root: hex(root), index, fields, shut };
    } catch (error) {
      const nothing = { origin: null, size: null, root: null, index: null, fields: [], shut: 0 };
      return { right: false, why: error.message, ...nothing };
    }
  };

  const checkPage = () => {
    const place = document.getElementById("proof-check");
    if (!place) return;
    // The page's author may have put white space around the text; it ends with one newline.
    const text = document.getElementById("proof-text")?.textContent ?? "";
    const { right } = checkProof(`${text.trim()}\n`, place.dataset.key);
    place.textContent = right ? place.dataset.right : place.dataset.wrong;
    place.dataset.state = right ? "right" : "wrong";
  };
  if (typeof document !== "undefined") {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", checkPage);
    else checkPage(); // loaded late
  }

  if (typeof module !== "undefined") {
    module.exports = { sha256, sha512, verifyEd25519, verifyInclusion, parseProof, checkProof };
  }
})();
