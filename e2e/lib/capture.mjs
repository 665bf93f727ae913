// Judges all that a follower was given: playlists, bytes, times, codec strings.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertConsistent, assertParses, readMediaPlaylist } from "./playlists.mjs";
import { assertInit, assertPart } from "./mp4.mjs";
import { run } from "./processes.mjs";

/** Throws at the first thing that is not as it must be; returns counts for the report. */
export async function assertCapture(follower) {
  assertParses(follower.multivariant);
  const counts = {};
  for (const rendition of follower.renditions) {
    const texts = rendition.versions.map((version) => version.text);
    texts.forEach(assertParses);
    assertConsistent(texts);
    assertMedia(rendition);
    await assertFfprobeAccepts(rendition);
    counts[rendition.kind] = {
      versions: texts.length,
      parts: rendition.parts.size,
      segments: rendition.segments.size,
    };
  }
  return counts;
}

function assertMedia(rendition) {
  for (const [uri, init] of rendition.inits) {
    const track = assertInit(init.bytes);
    assert.deepEqual([track.codec], rendition.codecs, `${uri}: CODECS equal the sample entry`);
  }
  let previous = null;
  for (const [key, part] of [...rendition.parts].sort(byNumber)) {
    const init = rendition.inits.get(part.map).bytes;
    const what = `${rendition.kind} part ${key}`;
    const times = assertPart(init, part.bytes, { isIndependent: part.isIndependent, what });
    if (previous && follows(previous.part, part, rendition)) {
      assert.equal(times.startTicks, previous.endTicks, `${what}: tfdt continues`);
    }
    previous = { part, endTicks: times.endTicks };
  }
  const whole = rendition.wholeSegments();
  assert.ok(whole.length > 0, "segments with parts");
  for (const segment of whole) {
    const parts = segment.partKeys.map((key) => rendition.parts.get(key).bytes);
    assert.ok(
      Buffer.concat(parts).equals(segment.bytes),
      `${rendition.kind} segment ${segment.msn} is its parts`,
    );
  }
}

function byNumber([a], [b]) {
  const [aMsn, aIndex] = a.split(".").map(Number);
  const [bMsn, bIndex] = b.split(".").map(Number);
  return aMsn - bMsn || aIndex - bIndex;
}

/** Whether `next` is the part after `part`, with no discontinuity between. */
function follows(part, next, rendition) {
  if (next.msn === part.msn) {
    return next.index === part.index + 1;
  }
  const startsAnew = rendition.versions.some(({ text }) =>
    readMediaPlaylist(text).segments.some((s) => s.msn === next.msn && s.isDiscontinuity),
  );
  return next.msn === part.msn + 1 && next.index === 0 && !startsAnew;
}

/** ffprobe reads init + segments of each init without a word, and its times only go forward. */
async function assertFfprobeAccepts(rendition) {
  const directory = await mkdtemp(join(tmpdir(), "headrace-capture-"));
  try {
    for (const [uri, init] of rendition.inits) {
      const segments = [...rendition.segments.values()].filter((segment) => segment.map === uri);
      const file = join(directory, "media.mp4");
      await writeFile(file, Buffer.concat([init.bytes, ...segments.map((s) => s.bytes)]));
      await assertDecodes(file, `${rendition.kind} ${uri}`);
      const lone = [...rendition.parts.values()].find((p) => p.map === uri && p.isIndependent);
      if (lone) {
        await writeFile(file, Buffer.concat([init.bytes, lone.bytes]));
        await assertDecodes(file, `${rendition.kind} part ${lone.uri}`);
      }
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function assertDecodes(file, what) {
  const probe = await run("ffprobe", [
    ...["-v", "warning", "-show_entries", "packet=dts", "-of", "csv=p=0", file],
  ]);
  assert.equal(probe.stderr, "", `ffprobe: ${what}`);
  const dts = probe.stdout
    .toString()
    .split("\n")
    .filter(Boolean)
    .map((line) => parseInt(line));
  assert.ok(dts.length > 0, `${what}: packets`);
  assert.ok(
    dts.every((ticks, i) => i === 0 || ticks > dts[i - 1]),
    `${what}: DTS only go forward`,
  );
  const keepTimes = ["-fps_mode", "passthrough", "-enc_time_base", "-1"];
  const decode = await run("ffmpeg", [
    "-v",
    "warning",
    "-i",
    file,
    ...keepTimes,
    "-f",
    "null",
    "-",
  ]);
  assert.equal(decode.stderr, "", `ffmpeg decodes ${what}`);
}

/** Writes playlists and media under `directory`, to be looked at after a failure. */
export async function save(follower, directory) {
  for (const rendition of follower.renditions) {
    const folder = join(directory, rendition.kind);
    await mkdir(folder, { recursive: true });
    const names = rendition.versions.map((_, i) => `${String(i).padStart(4, "0")}.m3u8`);
    await Promise.all([
      ...rendition.versions.map(({ text }, i) => writeFile(join(folder, names[i]), text)),
      ...[...rendition.segments.values()].map((segment) =>
        writeFile(join(folder, `${segment.msn}.m4s`), segment.bytes),
      ),
      ...[...rendition.inits.values()].map((init, i) =>
        writeFile(join(folder, `init-${i}.mp4`), init.bytes),
      ),
    ]);
  }
}
