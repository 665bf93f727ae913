// One real client per protocol: ffmpeg publishes and plays by RTMP, hls.js in Chromium plays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser } from "../lib/browser.mjs";
import { assertCapture } from "../lib/capture.mjs";
import { Follower } from "../lib/follower.mjs";
import { Headrace } from "../lib/headrace.mjs";
import { playWithFfmpeg, recordings } from "../lib/players.mjs";
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

test("ffmpeg publishes, and ffmpeg plays it by RTMP to the end", async (t) => {
  const headrace = await Headrace.serve();
  t.after(() => headrace.stop());
  const publisher = await publishWithFfmpeg(headrace.rtmpUrl("live/play"));
  t.after(() => publisher.stop("SIGKILL"));
  const player = await playWithFfmpeg(headrace.rtmpUrl("live/play"), await recordings(t));
  t.after(() => player.stop());
  await publisher.sendsOn(10_000, 150);
  await publisher.stop("SIGINT");
  assert.deepEqual(await player.ended(15_000), { code: 0, signal: null });
  const [video, audio] = await player.tracks();
  assert.ok(video.frames.length >= 90, `${video.frames.length} pictures`);
  assert.ok(audio.frames.length >= 140, `${audio.frames.length} frames of audio`);
});
