// Players by RTMP: each frame that was published reaches each of them, whatever the timestamps are.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { clip, FRAMES_PER_SECOND } from "../lib/clips.mjs";
import { composedEarlier, FlvPublisher } from "../lib/flv-publisher.mjs";
import { Headrace } from "../lib/headrace.mjs";
import { report } from "../lib/numbers.mjs";
import { assertArrived, assertSameClock, picturesOf, sentTracks } from "../lib/packets.mjs";
import {
  playWithFfmpeg,
  playWithFfmpeg8,
  playWithGstreamer,
  playWithRtmpdump,
  playWithVlc,
  recordings,
} from "../lib/players.mjs";
import { until } from "../lib/processes.mjs";
import { publishFile, publishFileWithFfmpeg8 } from "../lib/publishers.mjs";

const SECONDS = 8;
const END_MS = 15_000;
const QUICKLY_MS = 3_000;
/** Players that join within three seconds are given what came since the last key frame. */
const LATE_FRAMES = 3 * FRAMES_PER_SECOND;
/** The same of audio, with 48 kHz. */
const LATE_AUDIO_FRAMES = 3 * 47;
/** Where a timestamp no longer fits 24 bits, and 32. */
const EXTENDED_MS = 0xff_ffff;
const WRAP_MS = 2 ** 32;

const PLAYERS = [playWithFfmpeg, playWithFfmpeg8, playWithRtmpdump, playWithGstreamer];
const QUICK_END = "grace:\n  on-stop: 1s\n";

let headrace;

before(async () => {
  headrace = await Headrace.serve({ config: QUICK_END });
});
after(() => headrace?.stop());

/** All players play what `publish` publishes; returns `[{name, tracks}]`. */
async function play(t, { server = headrace, path, publish, players = PLAYERS }) {
  const publisher = await publish(server, path);
  t.after(() => publisher.stop());
  const folder = await recordings(t);
  const url = server.rtmpUrl(path);
  const playing = await Promise.all(players.map((player) => player(url, folder)));
  playing.forEach((player) => t.after(() => player.stop()));
  const played = [];
  for (const player of playing) {
    await player.ended(SECONDS * 1_000 + END_MS);
    played.push({ name: player.name, tracks: await player.tracks() });
  }
  return played;
}

/** Asserts that all tracks of the source arrived at each player. */
async function assertPlayed(what, sent, played, { isSameClock = true } = {}) {
  const frames = {};
  for (const { name, tracks } of played) {
    assert.deepEqual(kindsOf(tracks), kindsOf(sent), `${name}: tracks`);
    sent.forEach((track, i) => {
      const lateFrames = track.kind === "video" ? LATE_FRAMES : LATE_AUDIO_FRAMES;
      const told = { what: `${name}: ${track.kind}`, lateFrames };
      frames[`${name} ${track.kind}`] = assertArrived(track, tracks[i], told);
      if (isSameClock) assertSameClock(track, tracks[i], { ...told, mostMs: 2 });
    });
  }
  await report(`play ${what}`, frames);
}

function kindsOf(tracks) {
  return tracks.map(({ kind, codec }) => `${kind} ${codec}`);
}

const byFfmpeg = (file, options) => (server, path) =>
  publishFile(file, server.rtmpUrl(path), options);

const byTag = (file, change) => (server, path) =>
  FlvPublisher.start({ port: server.rtmpPort, name: path.split("/")[1], file, change });

test("each frame arrives in order and time", async (t) => {
  const file = await clip({ seconds: SECONDS });
  const played = await play(t, { path: "live/plain", publish: byFfmpeg(file) });
  await assertPlayed("plain", await sentTracks(file), played);
});

for (const [what, path, crossingMs] of [
  ["24 bits", "live/past24", EXTENDED_MS],
  ["32 bits", "live/past32", WRAP_MS],
]) {
  test(`the publisher's timestamps outgrow ${what}`, async (t) => {
    const file = await clip({ seconds: SECONDS });
    const offset = ["-output_ts_offset", String(crossingMs / 1_000 - SECONDS / 2)];
    const played = await play(t, { path, publish: byFfmpeg(file, offset) });
    await assertPlayed(`publisher past ${what}`, await sentTracks(file), played);
  });

  test(`the timestamps that players get outgrow ${what}`, async (t) => {
    const originMs = Math.floor(crossingMs - (SECONDS / 2) * 1_000);
    const config = `${QUICK_END}hub:\n  timeline-origin: ${originMs}ms\n`;
    const server = await Headrace.serve({ config });
    t.after(() => server.stop());
    const file = await clip({ seconds: SECONDS });
    const played = await play(t, { server, path, publish: byFfmpeg(file) });
    await assertPlayed(`players past ${what}`, await sentTracks(file), played);
    for (const { name, tracks } of played) {
      const [first, last] = [tracks[0].frames[0].dtsMs, tracks[0].frames.at(-1).dtsMs];
      // A reader that starts shortly before 2^32 may count from below zero.
      const crossing = first < 0 ? 0 : crossingMs;
      assert.ok(first < crossing && last > crossing, `${name}: from ${first} to ${last} ms`);
    }
  });
}

test("the publisher's clock jumps back", async (t) => {
  const file = await clip({ seconds: SECONDS });
  const jump = (tag) => ({ ...tag, timeMs: tag.timeMs + (tag.timeMs < 4_000 ? 60_000 : 0) });
  const played = await play(t, { path: "live/back", publish: byTag(file, jump) });
  await assertPlayed("jump back", await sentTracks(file), played, { isSameClock: false });
  for (const { name, tracks } of played) {
    for (const { kind, frames } of tracks) {
      const steps = frames.slice(1).map((frame, i) => frame.dtsMs - frames[i].dtsMs);
      assert.ok(Math.min(...steps) >= 0, `${name}: ${kind} goes back by ${Math.min(...steps)} ms`);
      assert.ok(Math.max(...steps) < 500, `${name}: ${kind} jumps by ${Math.max(...steps)} ms`);
    }
  }
});

test("pictures are shown before they are decoded, by composition offsets below zero", async (t) => {
  const EARLIER_MS = 100;
  const file = await clip({ seconds: SECONDS });
  const earlier = (tag) => composedEarlier(tag, EARLIER_MS);
  const played = await play(t, { path: "live/negative", publish: byTag(file, earlier) });
  const sent = await sentTracks(file);
  await assertPlayed("negative composition offsets", sent, played);
  const offsetOf = ({ frames }, hash) => {
    const frame = frames.find((one) => one.hash === hash);
    return frame.ptsMs - frame.dtsMs;
  };
  for (const { name, tracks } of played) {
    const { hash } = tracks[0].frames.at(-1);
    assert.equal(offsetOf(tracks[0], hash), offsetOf(sent[0], hash) - EARLIER_MS, name);
  }
});

for (const [video, audio] of [
  ["hevc", "aac"],
  ["av1", "opus"],
  ["vp9", "flac"],
  ["h264", "eac3"],
]) {
  test(`ffmpeg 8 plays ${video} and ${audio}`, async (t) => {
    const file = await clip({ seconds: SECONDS, video: [video], audio: [audio] });
    const played = await play(t, {
      path: `live/${video}-${audio}`,
      publish: (server, path) => publishFileWithFfmpeg8(file, server.rtmpUrl(path)),
      players: [playWithFfmpeg8],
    });
    await assertPlayed(`${video} and ${audio}`, await sentTracks(file), played);
  });
}

test("who asks for all tracks is given them", async (t) => {
  const file = await clip({ seconds: SECONDS, video: ["h264", "hevc"], audio: ["aac", "opus"] });
  const played = await play(t, {
    path: "live/tracks",
    publish: (server, path) => publishFileWithFfmpeg8(file, server.rtmpUrl(path)),
    players: [(url, folder) => playWithFfmpeg8(`${url}?tracks=all`, folder)],
  });
  const sent = await sentTracks(file);
  assert.deepEqual(kindsOf(played[0].tracks), kindsOf(sent));
  for (const [i, track] of sent.entries()) {
    const what = `track ${i}`;
    assertArrived(track, played[0].tracks[i], { what, lateFrames: track.frames.length });
  }
});

/**
 * VLC drops what its multiplexer still holds when the stream ends, also what the last pictures refer
 * to.
 */
const LOST_BY_VLC = 8;

test("VLC shows the pictures", async (t) => {
  const file = await clip({ seconds: SECONDS });
  const publisher = await byFfmpeg(file)(headrace, "live/vlc");
  t.after(() => publisher.stop());
  const vlc = await playWithVlc(headrace.rtmpUrl("live/vlc"), await recordings(t));
  t.after(() => vlc.stop());
  await vlc.ended(SECONDS * 1_000 + END_MS);
  const sent = await picturesOf(file);
  const shown = await picturesOf(vlc.file);
  const from = sent.indexOf(shown[0]);
  assert.ok(from >= 0 && from <= LATE_FRAMES, `starts at picture ${from}`);
  const wrong = sent.slice(from).findIndex((picture, i) => picture !== shown[i]);
  const right = wrong < 0 ? sent.length : from + wrong;
  assert.ok(right >= sent.length - LOST_BY_VLC, `picture ${right} of ${sent.length} is missing`);
});

for (const [start, firstFrame] of [
  ["gop-cache", 3 * FRAMES_PER_SECOND],
  ["next-key-frame", 4 * FRAMES_PER_SECOND],
]) {
  test(`a player that comes late begins where ${start} says`, async (t) => {
    const config = `${QUICK_END}rtmp:\n  play:\n    start: ${start}\n`;
    const server = await Headrace.serve({ config });
    t.after(() => server.stop());
    const file = await clip({ seconds: SECONDS });
    const publisher = await FlvPublisher.start({
      ...{ port: server.rtmpPort, name: "late", file, pauseAtMs: 3_500 },
    });
    t.after(() => publisher.stop());
    await publisher.paused;
    const player = await playWithRtmpdump(server.rtmpUrl("live/late"), await recordings(t));
    t.after(() => player.stop());
    await player.process.waitForLine(/Starting Live Stream/, END_MS);
    publisher.resume();
    await player.ended(SECONDS * 1_000 + END_MS);
    const [sent] = await sentTracks(file);
    const [video] = await player.tracks();
    assertArrived(sent, video, { what: start, lateFrames: firstFrame });
    assert.equal(video.frames[0].hash, sent.frames[firstFrame].hash);
  });
}

for (const [player, says] of [
  [playWithFfmpeg, /Server error: No such stream/],
  [playWithRtmpdump, /StreamNotFound/],
  [playWithGstreamer, /ERROR/],
]) {
  test(`${player.name.replace("playWith", "")} is told that there is no such stream`, async (t) => {
    const playing = await player(headrace.rtmpUrl("live/nobody"), await recordings(t));
    t.after(() => playing.stop());
    const { code } = await playing.ended(QUICKLY_MS);
    assert.ok(code > 0, `exit code ${code}`);
    assert.match(playing.process.lines.join("\n"), says);
  });
}

test("a player that stops reading is disconnected, and others notice nothing", async (t) => {
  const backlog = ["soft-backlog: 256KiB", "hard-backlog: 1MiB", "stall: 3s"];
  const play = backlog.map((line) => `    ${line}\n`).join("");
  const server = await Headrace.serve({ config: `${QUICK_END}rtmp:\n  play:\n${play}` });
  t.after(() => server.stop());
  const file = await clip({ seconds: 2 * SECONDS, kbps: 8_000 });
  const publisher = await byFfmpeg(file)(server, "live/heavy");
  t.after(() => publisher.stop());
  const folder = await recordings(t);
  const stopped = await playWithRtmpdump(server.rtmpUrl("live/heavy"), folder);
  t.after(() => stopped.stop());
  const other = await playWithFfmpeg(server.rtmpUrl("live/heavy"), folder);
  t.after(() => other.stop());
  await until(END_MS, "it plays", () => statSync(stopped.file).size > 100_000);
  stopped.process.kill("SIGSTOP");
  await other.ended(2 * SECONDS * 1_000 + END_MS);
  stopped.process.kill("SIGCONT");
  await stopped.ended(END_MS);
  const sent = await sentTracks(file);
  const tracks = await other.tracks();
  sent.forEach((track, i) => {
    const what = `other: ${track.kind}`;
    assertArrived(track, tracks[i], { what, lateFrames: 3 * LATE_AUDIO_FRAMES });
  });
  const [video] = await stopped.tracks();
  assert.ok(video.frames.length < sent[0].frames.length / 2, `${video.frames.length} frames`);
});
