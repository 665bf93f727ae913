// The program as typed: what it says and how it ends when something is not as it should be.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { once } from "node:events";
import { before, test } from "node:test";
import { Headrace, rootDirectory } from "../lib/headrace.mjs";
import { freePort } from "../lib/ports.mjs";
import { Process } from "../lib/processes.mjs";

const END_MS = 30_000;

before(async () => {
  const headrace = await Headrace.serve(); // Builds, where that is still to be done.
  await headrace.stop();
});

async function runToItsEnd(...args) {
  const headrace = new Process("headrace", "./headrace", args, { cwd: rootDirectory });
  const timer = setTimeout(() => headrace.kill(), END_MS);
  const { code } = await headrace.exit;
  clearTimeout(timer);
  return { code, lines: headrace.lines };
}

test("a port in use ends the program with one line that names it", async (t) => {
  const busy = createServer().listen(0, "127.0.0.1");
  t.after(() => busy.close());
  await once(busy, "listening");
  const { port } = busy.address();
  const free = await freePort();
  for (const [rtmp, http] of [
    [port, free],
    [free, port],
  ]) {
    const { code, lines } = await runToItsEnd(
      ...["serve", "--rtmp", `127.0.0.1:${rtmp}`, "--http", `127.0.0.1:${http}`],
    );
    const errors = lines.filter((line) => line.startsWith("headrace:"));
    assert.equal(errors.length, 1, lines.join("\n"));
    assert.match(errors[0], new RegExp(`127\\.0\\.0\\.1:${port}`));
    assert.ok(!lines.some((line) => /Exception|^\s+at /.test(line)), lines.join("\n"));
    assert.equal(code, 1);
  }
});

test("a mistyped option is told with the nearest one", async () => {
  const { code, lines } = await runToItsEnd("serve", "--prest", "ultra");
  assert.match(lines.join("\n"), /--preset/);
  assert.equal(code, 2);
});

test("SIGTERM ends the program in order", async () => {
  const headrace = await Headrace.serve();
  const { code, signal } = await headrace.process.stop("SIGTERM");
  await headrace.stop();
  assert.ok(code === 143 || code === 0, `exit code ${code}, signal ${signal}`);
});
