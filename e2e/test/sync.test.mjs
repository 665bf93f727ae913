// Flash and beep stay together on their way through the server.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeClip, offsetsInClip, offsetsInOutput, startAndEnd } from "../lib/flash-and-beep.mjs";
import { Follower } from "../lib/follower.mjs";
import { Headrace } from "../lib/headrace.mjs";
import { report } from "../lib/numbers.mjs";
import { publishFile } from "../lib/publishers.mjs";

const CLIP_S = 90;
const MOST_MS = 20;

test("audio and video are as far apart as in the source, at the start and at the end", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-sync-"));
  t.after(() => rm(directory, { recursive: true }));
  const headrace = await Headrace.serve();
  t.after(() => headrace.stop());
  const clip = join(directory, "clip.flv");
  await makeClip(clip, CLIP_S);
  const publisher = await publishFile(clip, headrace.rtmpUrl("live/sync"));
  t.after(() => publisher.stop("SIGKILL"));
  const follower = await Follower.open(headrace.playlistUrl("live/sync"));
  assert.deepEqual(await publisher.exit, { code: 0, signal: null });
  await follower.stop();

  const source = await offsetsInClip(clip);
  const output = await offsetsInOutput(follower, directory);
  assert.ok(output.length > CLIP_S * 0.8, `${output.length} flashes of ${source.length}`);
  const was = startAndEnd(source);
  const is = startAndEnd(output);
  const [startMs, endMs] = [is.startMs - was.startMs, is.endMs - was.endMs];
  await report("A/V offset against the source", { startMs, endMs });
  assert.ok(Math.abs(startMs) <= MOST_MS, `start: ${startMs} ms`);
  assert.ok(Math.abs(endMs) <= MOST_MS, `end: ${endMs} ms`);
});
