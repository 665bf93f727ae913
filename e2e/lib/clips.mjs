// FLV files whose frames can be told by their bytes: no two pictures are alike, nor two sounds.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { runGplFfmpeg } from "./gpl-ffmpeg.mjs";
import { targetDirectory } from "./headrace.mjs";

export const FRAMES_PER_SECOND = 30;
/** One second, so that a late player soon has a key frame. */
const GOP_FRAMES = 30;

/** Options of each codec's encoder, for one track. */
const ENCODERS = {
  h264: { c: "libx264", preset: "veryfast", bf: 2, sc_threshold: 0 },
  hevc: { c: "libx265", preset: "ultrafast", "x265-params": "bframes=2:scenecut=0:log-level=none" },
  av1: { c: "libsvtav1", preset: 12, "svtav1-params": "scd=0" },
  vp9: { c: "libvpx-vp9", deadline: "realtime", "cpu-used": 8, "lag-in-frames": 0 },
  aac: { c: "aac", b: "128k" },
  opus: { c: "libopus", b: "96k" },
  flac: { c: "flac" },
  ac3: { c: "ac3", b: "192k" },
  eac3: { c: "eac3", b: "192k" },
};

/**
 * The file of a clip with these tracks, made when it is not there yet.
 *
 * @param video codecs of the video tracks
 * @param audio codecs of the audio tracks
 * @param kbps of each video track; noise fills what the picture does not need
 */
export async function clip({ seconds, video = ["h264"], audio = ["aac"], kbps = 500 }) {
  const args = [
    ...video.flatMap((_, n) => ["-f", "lavfi", "-i", picture(n, kbps)]),
    ...audio.flatMap((_, n) => ["-f", "lavfi", "-i", sound(n)]),
    ...[...video, ...audio].flatMap((_, n) => ["-map", String(n)]),
    ...video.flatMap((codec, n) => options("v", n, { ...ENCODERS[codec], b: `${kbps}k` })),
    ...audio.flatMap((codec, n) => options("a", n, ENCODERS[codec])),
    ...["-t", String(seconds), "-pix_fmt", "yuv420p", "-g", String(GOP_FRAMES), "-ac", "2"],
    ...["-flvflags", "no_duration_filesize", "-f", "flv"],
  ];
  const name = createHash("sha1").update(args.join(" ")).digest("hex").slice(0, 12);
  const folder = join(targetDirectory, "clips");
  const file = join(folder, `${[...video, ...audio].join("-")}-${name}.flv`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    await runGplFfmpeg([...args, "-y", `${file}.part`]);
    renameSync(`${file}.part`, file);
  }
  return file;
}

function options(kind, n, values) {
  return Object.entries(values).flatMap(([key, value]) => [`-${key}:${kind}:${n}`, String(value)]);
}

function picture(n, kbps) {
  const noise = kbps > 1_000 ? ",noise=alls=40:allf=t" : "";
  return `testsrc2=size=320x180:rate=${FRAMES_PER_SECOND},hue=h=${n * 90}${noise}`;
}

/** A tone that rises all the time. */
function sound(n) {
  return `aevalsrc='0.3*sin(2*PI*(${300 + 100 * n}+40*t)*t)':s=48000`;
}
