// The way between browser and house, as it is on a bad day: slow, cut, away for a while.

import { connect, createServer } from "node:net";

/** Opens a proxy in front of an address; `address` is its own. */
export async function openWire(target) {
  const { hostname, port } = new URL(target);
  const open = new Set();
  const wire = {
    /** Bytes that went to the house. */
    sent: 0,
    /** Bytes per second towards the house; 0: as fast as can be. */
    rate: 0,
    /** Whether anybody gets through. */
    up: true,
    /** Cuts every connection, and lets nobody through until `mend()`. */
    cut() {
      wire.up = false;
      for (const socket of open) socket.destroy();
    },
    mend() {
      wire.up = true;
    },
  };
  const server = createServer((near) => {
    if (!wire.up) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
    far.pipe(near);
    near.on("data", async (bytes) => {
      wire.sent += bytes.length;
      near.pause();
      if (wire.rate) await new Promise((resolve) => setTimeout(resolve, (1000 * bytes.length) / wire.rate));
      if (far.destroyed || far.write(bytes)) near.resume();
      else far.once("drain", () => near.resume());
    });
    near.on("end", () => far.end());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  wire.address = `http://127.0.0.1:${server.address().port}`;
  wire.close = () => {
    wire.cut();
    return new Promise((resolve) => server.close(resolve));
  };
  return wire;
}
