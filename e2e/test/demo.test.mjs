// The demo as a viewer sees it: smooth, and as close to live as promised.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Browser } from "../lib/browser.mjs";
import { assertCapture, save } from "../lib/capture.mjs";
import { Follower } from "../lib/follower.mjs";
import { Headrace, targetDirectory } from "../lib/headrace.mjs";
import { median, percentile, report } from "../lib/numbers.mjs";
import { assertParses } from "../lib/playlists.mjs";

const RUNS = 3;
const WARM_UP_S = 30;
const MEASURED_S = 60;
const FRAMES_PER_SECOND = 30;
const LEAST_SHOWN = 0.99;

for (const { preset, targetMs, mostMs } of [
  { preset: "balanced", targetMs: 1_700, mostMs: 2_500 },
  { preset: "ultra", targetMs: 850, mostMs: 1_400 },
]) {
  test(`the demo plays smoothly and close to live with ${preset}`, async (t) => {
    const runs = [];
    for (let run = 1; run <= RUNS; run++) {
      await t.test(`run ${run}`, async (t) => {
        runs.push(await measure(t, preset, `${preset}-${run}`));
      });
    }
    assert.equal(runs.length, RUNS, "a run failed");
    const p50Ms = median(runs.map((run) => run.p50Ms));
    await report(`latency ${preset}`, { p50Ms, targetMs, mostMs, runs });
    assert.ok(p50Ms <= mostMs, `p50 ${p50Ms} ms (expected: <= ${mostMs})`);
  });
}

/** One run: a fresh demo, a fresh browser, and beside it a follower that keeps what was served. */
async function measure(t, preset, name) {
  const demo = await Headrace.demo({ preset });
  t.after(() => demo.stop());
  const browser = await Browser.start();
  t.after(() => browser.stop());
  const tab = await browser.open(demo.pageUrl("live/demo"));
  await tab.playsOn(2, 30_000);
  const follower = await Follower.open(demo.playlistUrl("live/demo"));

  await tab.playsOn(WARM_UP_S, WARM_UP_S * 1_500);
  await tab.takeRecord();
  const before = await tab.stats();
  await tab.playsOn(MEASURED_S, MEASURED_S * 1_500);
  const record = await tab.takeRecord();
  const after = await tab.stats();
  await follower.stop();

  await assertSmooth(tab, { record, before, after });
  await assertServed(tab, follower).catch(async (error) => {
    await save(follower, join(targetDirectory, "captures", name));
    throw error;
  });
  const { latenciesMs } = record;
  assert.ok(latenciesMs.length > MEASURED_S * 5, `clock read ${latenciesMs.length} times`);
  return {
    p50Ms: percentile(latenciesMs, 0.5),
    p95Ms: percentile(latenciesMs, 0.95),
    p99Ms: percentile(latenciesMs, 0.99),
    clockReadings: latenciesMs.length,
    framesShown: record.framesShown,
    shownShare: shownShare(record),
  };
}

function shownShare({ framesShown, mediaSeconds }) {
  return framesShown / (mediaSeconds * FRAMES_PER_SECOND);
}

async function assertSmooth(tab, { record, before, after }) {
  assert.deepEqual(record.stalls, [], "no stalls");
  assert.equal(after.stalls - before.stalls, 0, "no stalls by the player's count");
  assert.equal(after.fatalErrors, 0, `no fatal errors: ${JSON.stringify(after)}`);
  assert.deepEqual(record.jumps, [], "no jumps");
  assert.deepEqual(tab.errors, []);
  const share = shownShare(record);
  assert.ok(share >= LEAST_SHOWN, `${(100 * share).toFixed(2)} % of the frames shown`);
  const plain = (await tab.allPlaylists())
    .map(({ url }) => new URL(url))
    .filter(({ search }) => !search.includes("_HLS_"))
    .map(({ pathname }) => pathname);
  assert.equal(new Set(plain).size, plain.length, `asked for plainly more than once: ${plain}`);
  assert.equal(plain.length, 3, `the multivariant playlist and two renditions: ${plain}`);
}

async function assertServed(tab, follower) {
  const seen = (await tab.allPlaylists()).filter(({ status, text }) => status === 200 && text);
  assert.ok(seen.length > MEASURED_S, `${seen.length} playlists seen by the browser`);
  seen.forEach(({ text }) => assertParses(text));
  await assertCapture(follower);
}
