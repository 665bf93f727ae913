// Every publisher and codec: what is said of the stream, and each frame of it in what HLS serves.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Browser } from "../lib/browser.mjs";
import { assertCapture, save } from "../lib/capture.mjs";
import { clip } from "../lib/clips.mjs";
import { Follower } from "../lib/follower.mjs";
import { Headrace, targetDirectory } from "../lib/headrace.mjs";
import { report } from "../lib/numbers.mjs";
import { Obs } from "../lib/obs.mjs";
import {
  assertArrived,
  assertSameClock,
  isPieceOf,
  picturesOf,
  sentTracks,
  servedTracks,
} from "../lib/packets.mjs";
import { recordings } from "../lib/players.mjs";
import { until } from "../lib/processes.mjs";
import {
  publishAndKeepWithGstreamer,
  publishFile,
  publishFileWithFfmpeg8,
} from "../lib/publishers.mjs";

const SECONDS = 10;
/** Where a browser is to find its way to it, too. */
const SECONDS_TO_WATCH = 20;
const PICTURES = 300;
const END_MS = 20_000;
/** How far apart GStreamer's audio timestamps and its samples may be. */
const UNEVEN_MS = 60;
/** Audio that the encoder sent before the first picture has nothing to be played with. */
const MOST_LEADING_AUDIO = 10;
/** What `connect` then says that it can send; without it ffmpeg sends it unannounced. */
const ENHANCED = ["-rtmp_enhanced_codecs", "hvc1,av01,vp09,Opus,fLaC,ac-3,ec-3"];

const AVC = /^avc1\.6400/;
const HEVC = /^hvc1\.1\.6\.L\d+\.\w+$/;
const VP9 = /^vp09\.00\.\d\d\.08/;
const AV1 = /^av01\.0\.\d\dM\.08/;
const AAC = /^mp4a\.40\.2$/;
const FLAC = /^fLaC$/;
const OPUS = /^opus$/i;

let headrace;
let browser;

before(async () => {
  headrace = await Headrace.serve({ config: "grace:\n  on-stop: 1s\n" });
  browser = await Browser.start();
});
after(async () => {
  await browser?.stop();
  await headrace?.stop();
});

/** Waits until a stream is live and asserts what `/api/streams` says of its codecs. */
async function assertAnnounced(path, codecs, server = headrace) {
  const { video, audio } = await until(END_MS, `${path} is live`, async () => {
    const stream = await server.stream(path);
    return stream.state === "LIVE" && stream.video && stream.audio && stream;
  });
  [video.codec, audio.codec].forEach((codec, i) => assert.match(codec, codecs[i]));
}

/** Judges all that was served of a stream that is at its end, against what was sent of it. */
async function assertServed(t, follower, sent, { what, clockMs = 2 }) {
  const folder = await recordings(t);
  try {
    await assertCapture(follower);
    const served = await servedTracks(follower, folder);
    const frames = {};
    for (const track of served) {
      const source = sent.find(({ kind }) => kind === track.kind);
      const lateFrames = track.kind === "audio" ? MOST_LEADING_AUDIO : 0;
      const told = { what: `${what}: ${track.kind}`, lateFrames };
      frames[track.codec] = assertArrived(source, track, told);
      assertSameClock(source, track, { ...told, mostMs: clockMs });
    }
    await report(`publish ${what}`, frames);
  } catch (error) {
    await save(follower, join(targetDirectory, "captures", what.replaceAll(/\W+/g, "-")));
    throw error;
  }
}

async function publishAndJudge(t, { what, path, publish, source, codecs, plays }) {
  const sent = await sentTracks(source);
  const publisher = await publish(source, headrace.rtmpUrl(path));
  t.after(() => publisher.stop("SIGKILL"));
  const follower = await Follower.open(headrace.playlistUrl(path));
  await assertAnnounced(path, codecs);
  if (plays) {
    const tab = await browser.open(headrace.pageUrl(path));
    await tab.playsOn(3, SECONDS_TO_WATCH * 1_000);
    assert.deepEqual(tab.errors, []);
    await tab.page.close();
  }
  assert.deepEqual(await publisher.exit, { code: 0, signal: null }, publisher.tail());
  await follower.ended(END_MS);
  await assertServed(t, follower, sent, { what });
}

test("ffmpeg 5 publishes AVC and AAC", async (t) => {
  await publishAndJudge(t, {
    what: "ffmpeg 5",
    path: "live/ffmpeg5",
    publish: publishFile,
    source: await clip({ seconds: SECONDS_TO_WATCH }),
    codecs: [AVC, AAC],
    plays: true,
  });
});

for (const { video = "h264", audio = "aac", codecs, plays = true, options } of [
  { codecs: [AVC, AAC] },
  { video: "hevc", codecs: [HEVC, AAC], plays: false },
  { video: "av1", codecs: [AV1, AAC] },
  { video: "vp9", codecs: [VP9, AAC] },
  { audio: "opus", codecs: [AVC, OPUS] },
  { audio: "flac", codecs: [AVC, FLAC] },
  { audio: "ac3", codecs: [AVC, /^ac-3$/], plays: false },
  { audio: "eac3", codecs: [AVC, /^ec-3$/], plays: false },
  { video: "hevc", audio: "opus", codecs: [HEVC, OPUS], plays: false, options: ENHANCED },
  { video: "av1", audio: "flac", codecs: [AV1, FLAC], options: ENHANCED },
]) {
  const what = `ffmpeg 8, ${video} and ${audio}${options ? ", told beforehand" : ""}`;
  test(what, async (t) => {
    await publishAndJudge(t, {
      what,
      path: `live/${video}-${audio}`,
      publish: (file, url) => publishFileWithFfmpeg8(file, url, options),
      source: await clip({
        seconds: plays ? SECONDS_TO_WATCH : SECONDS,
        video: [video],
        audio: [audio],
      }),
      codecs,
      plays,
    });
  });
}

for (const [what, tracks] of [
  ["two audio tracks", { audio: ["aac", "aac"] }],
  ["two video tracks", { video: ["h264", "h264"] }],
  ["two tracks of each kind", { video: ["h264", "hevc"], audio: ["aac", "opus"] }],
]) {
  test(`ffmpeg 8 publishes ${what}, and the first of each is served`, async (t) => {
    await publishAndJudge(t, {
      what,
      path: `live/${what.replaceAll(" ", "-")}`,
      publish: publishFileWithFfmpeg8,
      source: await clip({ seconds: SECONDS_TO_WATCH, ...tracks }),
      codecs: [AVC, AAC],
      plays: true,
    });
  });
}

test("GStreamer publishes by rtmp2sink", async (t) => {
  const path = "live/gstreamer";
  const file = join(await recordings(t), "sent.flv");
  const publisher = await publishAndKeepWithGstreamer(headrace.rtmpUrl(path), PICTURES, file);
  t.after(() => publisher.stop("SIGKILL"));
  await assertAnnounced(path, [/^avc1\.42/, AAC]);
  const follower = await Follower.open(headrace.playlistUrl(path));
  assert.deepEqual(await publisher.exit, { code: 0, signal: null }, publisher.tail());
  await follower.ended(END_MS);
  const sent = await sentTracks(file);
  assert.equal(sent[0].frames.length, PICTURES);
  await assertServed(t, follower, sent, { what: "GStreamer", clockMs: UNEVEN_MS });
});

test("OBS publishes with user and password", async (t) => {
  const path = "live/obs";
  const headrace = await Headrace.serve({
    config: "rtmp:\n  users:\n    camera: s3cret\ngrace:\n  on-stop: 1s\n",
  });
  t.after(() => headrace.stop());
  const USER = { username: "camera", password: "s3cret" };
  const obs = await Obs.start({ server: headrace.rtmpServer("live"), key: "obs", ...USER });
  t.after(() => obs.stop());
  await obs.startRecording();
  await obs.startStreaming();
  await assertAnnounced(path, [/^avc1\.42/, AAC], headrace);
  const follower = await Follower.open(headrace.playlistUrl(path));
  const tab = await browser.open(headrace.pageUrl(path));
  await tab.playsOn(5, END_MS);
  await tab.page.close();
  await obs.stopStreaming();
  await follower.ended(END_MS);
  const recording = await obs.stopRecording();
  // The first frame of each output of OBS also carries what others carry once: its bytes differ.
  const folder = await recordings(t);
  const served = await picturesOf(await follower.rendition("video").write(folder));
  assert.ok(isPieceOf(await picturesOf(recording), served), "pictures of the recording, in order");
  assert.ok(served.length > 5 * 30, `${served.length} pictures`);
  await assertCapture(follower);
  await report("publish OBS", { avc: { arrived: served.length } });
});
