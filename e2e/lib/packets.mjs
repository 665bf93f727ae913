// Frames as an independent reader finds them, and whether all that were sent have arrived.
import assert from "node:assert/strict";
import { run } from "./processes.mjs";
import { gplFfmpeg, runGplFfmpeg } from "./gpl-ffmpeg.mjs";

const ENTRIES = [
  "packet=stream_index,pts_time,dts_time,flags,data_hash",
  "stream=index,codec_type,codec_name",
];
export const PACKET_OPTIONS = [
  ...["-show_packets", "-show_streams", "-show_data_hash", "MD5"],
  ...["-show_entries", ENTRIES.join(":"), "-of", "json"],
];

/** Types of units: delimiters, and the parameter sets that the decoder configuration has. */
const NOT_PASSED_ON = { h264: "7-9", hevc: "32-35", av1: "2" };

/**
 * The tracks of a file or URL: `[{kind, codec, frames: [{dtsMs, ptsMs, isKey, hash}]}]`, video
 * first.
 */
export async function tracksOf(file) {
  const { ffprobe, env } = await gplFfmpeg();
  const { stdout } = await run(ffprobe, ["-v", "error", ...PACKET_OPTIONS, file], { env });
  return parseTracks(stdout.toString());
}

/** The tracks of an FLV file in the form in which the server passes them on. */
export async function sentTracks(file) {
  const pictures = (await tracksOf(file)).filter(({ kind }) => kind === "video");
  const filters = pictures.flatMap(({ codec }, n) =>
    codec in NOT_PASSED_ON
      ? [`-bsf:v:${n}`, `filter_units=remove_types=${NOT_PASSED_ON[codec]}`]
      : [],
  );
  const plain = `${file}.plain`;
  await runGplFfmpeg(["-y", "-i", file, "-map", "0", "-c", "copy", ...filters, "-f", "flv", plain]);
  return tracksOf(plain);
}

/** Reads what ffprobe writes with `PACKET_OPTIONS`. */
export function parseTracks(json) {
  const { packets = [], streams = [] } = JSON.parse(json);
  const tracks = streams.map(({ index, codec_type: kind, codec_name: codec }) => ({
    kind,
    codec,
    frames: packets.filter((packet) => packet.stream_index === index).map(frameOf),
  }));
  return ["video", "audio"].flatMap((kind) => tracks.filter((track) => track.kind === kind));
}

function frameOf({ pts_time, dts_time, flags, data_hash }) {
  const ms = (seconds) => Math.round(Number(seconds) * 1_000);
  return { dtsMs: ms(dts_time), ptsMs: ms(pts_time), isKey: flags.includes("K"), hash: data_hash };
}

/** A hash of each decoded picture, in the order they are shown. */
export async function picturesOf(file) {
  const { ffmpeg, env } = await gplFfmpeg();
  const decode = ["-i", file, "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-"];
  const { stdout } = await run(ffmpeg, ["-nostdin", "-v", "fatal", ...decode], { env });
  const lines = stdout.toString().split("\n");
  return lines.filter((line) => /^\d/.test(line)).map((line) => line.split(",").at(-1).trim());
}

/** Whether `piece` stands in `whole` in one piece. */
export function isPieceOf(whole, piece) {
  return whole.some((_, at) => piece.every((one, i) => whole[at + i] === one));
}

/** The tracks that a follower was given, each read from its init section and segments. */
export async function servedTracks(follower, folder) {
  const tracks = [];
  for (const rendition of follower.renditions) {
    tracks.push(...(await tracksOf(await rendition.write(folder))));
  }
  return tracks;
}

/**
 * Asserts that what arrived of a track is one piece of what was sent, without a frame lost, changed
 * or twice, and that it starts at a key frame. Returns what the report shows.
 *
 * @param lateFrames most frames that may have been sent before the receiver was there
 * @param isWhole whether the piece must reach to the end
 */
export function assertArrived(sent, arrived, { what, lateFrames = 0, isWhole = true }) {
  const hashes = sent.frames.map((frame) => frame.hash);
  const keys = sent.frames.filter((frame) => frame.isKey).map((frame) => frame.hash);
  assert.equal(new Set(keys).size, keys.length, `${what}: key frames of the source differ`);
  assert.equal(arrived.codec, sent.codec, `${what}: codec`);
  assert.ok(arrived.frames.length > 0, `${what}: frames arrived`);
  const first = hashes.indexOf(arrived.frames[0].hash);
  assert.ok(first >= 0, `${what}: the first frame is one of the source`);
  assert.ok(sent.frames[first].isKey, `${what}: starts at a key frame (frame ${first})`);
  assert.ok(first <= lateFrames, `${what}: starts at frame ${first} (expected: <= ${lateFrames})`);
  const is = arrived.frames.map((frame) => frame.hash);
  const expected = hashes.slice(first, isWhole ? hashes.length : first + is.length);
  const differs = expected.findIndex((hash, i) => hash !== is[i]);
  assert.ok(
    differs < 0,
    `${what}: frame ${first + differs} of ${hashes.length} is ` +
      (differs < is.length ? `frame ${hashes.indexOf(is[differs])}` : "missing"),
  );
  assert.equal(is.length, expected.length, `${what}: no more than was sent`);
  return { sent: hashes.length, arrived: is.length };
}

/** Asserts that the frames are as far apart in time as in the source, but for rounding. */
export function assertSameClock(sent, arrived, { what, mostMs = 1 }) {
  const from = sent.frames.findIndex((frame) => frame.hash === arrived.frames[0].hash);
  for (const time of ["dtsMs", "ptsMs"]) {
    const offsets = arrived.frames.map((frame, i) => frame[time] - sent.frames[from + i][time]);
    const [least, most] = [Math.min(...offsets), Math.max(...offsets)];
    assert.ok(most - least <= mostMs, `${what}: ${time} is later by ${least} to ${most} ms`);
  }
}
