// Every publisher that people use, played by hls.js in Chromium on the server's own page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser } from "../lib/browser.mjs";
import { assertCapture } from "../lib/capture.mjs";
import { Follower } from "../lib/follower.mjs";
import { Headrace } from "../lib/headrace.mjs";
import { Obs } from "../lib/obs.mjs";
import {
  publishWithBytedecoFfmpeg,
  publishWithFfmpeg,
  publishWithGstreamer,
} from "../lib/publishers.mjs";

const FIRST_PICTURE_MS = 40_000;
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

async function assertPlays(path) {
  const tab = await browser.open(headrace.pageUrl(path));
  await tab.playsOn(2, FIRST_PICTURE_MS);
  const follower = await Follower.open(headrace.playlistUrl(path));
  await tab.playsOn(10, 20_000);
  await follower.stop();
  const stats = await tab.stats();
  assert.equal(stats.fatalErrors, 0, JSON.stringify(stats));
  assert.deepEqual(tab.errors, []);
  assert.deepEqual(
    follower.renditions.map((rendition) => rendition.kind),
    ["video", "audio"],
  );
  await assertCapture(follower);
  await tab.page.close();
}

test("ffmpeg 5 publishes and Chromium plays it", async (t) => {
  const publisher = await publishWithFfmpeg(headrace.rtmpUrl("live/ffmpeg5"));
  t.after(() => publisher.stop("SIGKILL"));
  await assertPlays("live/ffmpeg5");
});

test("ffmpeg 8 publishes and Chromium plays it", async (t) => {
  const publisher = await publishWithBytedecoFfmpeg(headrace.rtmpUrl("live/ffmpeg8"));
  t.after(() => publisher.stop("SIGKILL"));
  await assertPlays("live/ffmpeg8");
});

test("GStreamer publishes and Chromium plays it", async (t) => {
  const publisher = await publishWithGstreamer(headrace.rtmpUrl("live/gstreamer"));
  t.after(() => publisher.stop("SIGKILL"));
  await assertPlays("live/gstreamer");
});

test("OBS publishes and Chromium plays it", async (t) => {
  const obs = await Obs.start({ server: headrace.rtmpServer("live"), key: "obs" });
  t.after(() => obs.stop());
  await obs.startStreaming();
  await assertPlays("live/obs");
  const status = await obs.streamStatus();
  assert.equal(status.outputActive, true);
  assert.equal(status.outputReconnecting, false);
  await obs.stopStreaming();
});
