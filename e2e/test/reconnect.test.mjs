// The publisher is killed and comes back: after 5 s into the same stream, after 20 s into a new one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Browser } from "../lib/browser.mjs";
import { assertCapture } from "../lib/capture.mjs";
import { Follower } from "../lib/follower.mjs";
import { Headrace } from "../lib/headrace.mjs";
import { report } from "../lib/numbers.mjs";
import { readMediaPlaylist } from "../lib/playlists.mjs";
import { publishWithFfmpeg } from "../lib/publishers.mjs";

const FIRST_PICTURE_MS = 30_000;
let headrace;
let browser;

before(async () => {
  headrace = await Headrace.serve();
  browser = await Browser.start();
});
after(async () => {
  await browser?.stop();
  await headrace?.stop();
});

/** When each discontinuity of a rendition was first listed, by MSN. */
function discontinuities(rendition) {
  const first = new Map();
  for (const { atMs, text } of rendition.versions) {
    for (const segment of readMediaPlaylist(text).segments) {
      if (segment.isDiscontinuity && !first.has(segment.msn)) first.set(segment.msn, atMs);
    }
  }
  return first;
}

test("killed and back after 5 s, the same tab plays on", async (t) => {
  const path = "live/back-soon";
  let publisher = await publishWithFfmpeg(headrace.rtmpUrl(path));
  t.after(() => publisher.stop("SIGKILL"));
  const tab = await browser.open(headrace.pageUrl(path));
  await tab.playsOn(3, FIRST_PICTURE_MS);
  const follower = await Follower.open(headrace.playlistUrl(path));
  await tab.playsOn(5, 15_000);
  const { generation } = await tab.stats();
  await tab.page.evaluate(() => (window.isSameTab = true));
  await tab.takeRecord();

  await publisher.stop("SIGKILL");
  await delay(5_000);
  publisher = await publishWithFfmpeg(headrace.rtmpUrl(path));
  await tab.playsOn(8, 30_000);
  await follower.stop();

  const record = await tab.takeRecord();
  const stats = await tab.stats();
  assert.equal(
    await tab.page.evaluate(() => window.isSameTab),
    true,
    "the page was not loaded anew",
  );
  assert.equal(stats.generation, generation, "the same generation");
  assert.equal(stats.fatalErrors, 0, JSON.stringify(stats));
  const [video, audio] = follower.renditions.map(discontinuities);
  assert.equal(video.size, 1, "one discontinuity in the video");
  assert.deepEqual([...audio.keys()], [...video.keys()], "at the same number in the audio");
  const outage = record.pauses.reduce((a, b) => (b.toMs - b.fromMs > a.toMs - a.fromMs ? b : a));
  const afterFirstPartMs = outage.toMs - [...video.values()][0];
  await report("return after 5 s", { afterFirstPartMs, pauseMs: outage.toMs - outage.fromMs });
  assert.ok(afterFirstPartMs <= 3_000, `plays ${afterFirstPartMs} ms after the first new part`);
  await assertCapture(follower);
});

test("killed and back after 20 s, the page finds the new generation", async (t) => {
  const path = "live/back-late";
  let publisher = await publishWithFfmpeg(headrace.rtmpUrl(path));
  t.after(() => publisher.stop("SIGKILL"));
  const tab = await browser.open(headrace.pageUrl(path));
  await tab.playsOn(5, FIRST_PICTURE_MS);
  const { generation } = await tab.stats();
  await tab.page.evaluate(() => (window.isSameTab = true));

  await publisher.stop("SIGKILL");
  await delay(20_000);
  publisher = await publishWithFfmpeg(headrace.rtmpUrl(path));
  await tab.page.waitForFunction(
    (old) => {
      const { generation } = window.headrace.stats();
      return generation !== null && generation !== old;
    },
    generation,
    { timeout: 30_000 },
  );
  await tab.playsOn(5, 20_000);
  assert.equal(
    await tab.page.evaluate(() => window.isSameTab),
    true,
    "the page was not loaded anew",
  );
  assert.deepEqual(tab.errors, []);
});
