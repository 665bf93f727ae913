// One real client per protocol: ffmpeg publishes by RTMP, hls.js in Chromium plays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser } from "../lib/browser.mjs";
import { assertCapture } from "../lib/capture.mjs";
import { Follower } from "../lib/follower.mjs";
import { Headrace } from "../lib/headrace.mjs";
import { publishWithFfmpeg } from "../lib/publishers.mjs";

test("ffmpeg publishes, the page plays it, and all that was served is sound", async (t) => {
  const headrace = await Headrace.serve();
  t.after(() => headrace.stop());
  const publisher = await publishWithFfmpeg(headrace.rtmpUrl("live/smoke"));
  t.after(() => publisher.stop("SIGKILL"));
  const browser = await Browser.start();
  t.after(() => browser.stop());

  const tab = await browser.open(headrace.pageUrl("live/smoke"));
  await tab.playsOn(2, 30_000);
  const follower = await Follower.open(headrace.playlistUrl("live/smoke"));
  await tab.playsOn(8, 20_000);
  await follower.stop();

  const stats = await tab.stats();
  assert.equal(stats.fatalErrors, 0, JSON.stringify(stats));
  assert.deepEqual(tab.errors, []);
  await assertCapture(follower);
});
