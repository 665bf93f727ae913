// Real publishers: ffmpeg 5.1 and 8.1, OBS, GStreamer.
import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gplFfmpeg } from "./gpl-ffmpeg.mjs";
import { Process, run, until } from "./processes.mjs";
import { rootDirectory, targetDirectory } from "./headrace.mjs";

const READY_MS = 30_000;

/** A test picture and a tone in real time. */
const TEST_SOURCE = [
  ...["-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30"],
  ...["-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"],
];
const AAC = ["-c:a", "aac", "-b:a", "128k", "-ac", "2"];

/** ffmpeg with its count of frames in its lines. */
class Publisher extends Process {
  constructor(name, program, args, url, env = process.env) {
    const all = ["-nostdin", "-v", "warning", "-progress", "pipe:1", ...args, "-f", "flv", url];
    super(name, program, all, { env });
  }

  /** Resolves when it has sent so many frames more than when this was called. */
  async sendsOn(timeoutMs, frames = 1) {
    const enough = this.#framesSent() + frames;
    await until(timeoutMs, `${this.name} sends on`, () => this.#framesSent() >= enough);
  }

  #framesSent() {
    const line = this.lines.findLast((one) => one.startsWith("frame="));
    return Number(line?.slice("frame=".length) ?? 0);
  }
}

async function publish(...args) {
  const publisher = new Publisher(...args);
  await publisher.sendsOn(READY_MS);
  return publisher;
}

/** Debian's ffmpeg with x264; resolves when frames flow. */
export async function publishWithFfmpeg(url) {
  const publisher = startFfmpeg(url);
  await publisher.sendsOn(READY_MS);
  return publisher;
}

/** The same that may be refused. */
export function startFfmpeg(url) {
  const x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"];
  const video = [...x264, "-pix_fmt", "yuv420p", "-g", "30", "-b:v", "1M"];
  return new Publisher("ffmpeg", "ffmpeg", [...TEST_SOURCE, ...video, ...AAC], url);
}

/**
 * A file as it is, in real time.
 *
 * @param options more options of the output
 */
export function publishFile(file, url, options = []) {
  return publish("ffmpeg", "ffmpeg", ["-re", "-i", file, "-c", "copy", ...options], url);
}

/** A file as it is, with all its tracks, by ffmpeg 8 with Enhanced RTMP. */
export async function publishFileWithFfmpeg8(file, url, options = []) {
  const { ffmpeg, env } = await gplFfmpeg();
  const args = ["-re", "-i", file, "-map", "0", "-c", "copy", ...options];
  return publish("ffmpeg 8", ffmpeg, args, url, env);
}

/** The ffmpeg program out of the org.bytedeco jar, with OpenH264; resolves when frames flow. */
export async function publishWithBytedecoFfmpeg(url) {
  const folder = await bytedecoFfmpeg();
  const video = ["-c:v", "libopenh264", "-pix_fmt", "yuv420p", "-g", "30", "-b:v", "1M"];
  return publish("ffmpeg 8", join(folder, "ffmpeg"), [...TEST_SOURCE, ...video, ...AAC], url, {
    ...process.env,
    LD_LIBRARY_PATH: folder,
  });
}

/** GStreamer's rtmp2sink; resolves when its pipeline plays. */
export function publishWithGstreamer(url) {
  return gstreamer([...gstreamerSource(), "!", "rtmp2sink", `location=${url}`]);
}

/** The same for a number of pictures, and writes to `file` what it sends. */
export function publishAndKeepWithGstreamer(url, pictures, file) {
  return gstreamer([
    ...[...gstreamerSource(pictures), "!", "tee", "name=sent"],
    ...["sent.", "!", "queue", "!", "rtmp2sink", `location=${url}`],
    ...["sent.", "!", "queue", "!", "filesink", `location=${file}`],
  ]);
}

/** Picture and tone as FLV, as many pictures as told and as much sound, or without end. */
function gstreamerSource(pictures = -1) {
  const tones = pictures < 0 ? -1 : Math.floor((pictures * 44_100) / (30 * 1_024));
  return [
    ...["videotestsrc", "is-live=true", "pattern=ball", `num-buffers=${pictures}`, "!"],
    ...["video/x-raw,format=I420,width=640,height=360,framerate=30/1", "!"],
    ...["x264enc", "tune=zerolatency", "speed-preset=ultrafast", "key-int-max=30", "bitrate=1000"],
    ...["!", "h264parse", "!", "queue", "!", "mux."],
    ...["audiotestsrc", "is-live=true", `num-buffers=${tones}`, "!", "audio/x-raw,rate=44100", "!"],
    ...["audioconvert", "!", "avenc_aac", "!", "aacparse", "!", "queue", "!", "mux."],
    ...["flvmux", "streamable=true", "name=mux"],
  ];
}

async function gstreamer(pipeline) {
  const publisher = new Process("gst-launch", "gst-launch-1.0", pipeline);
  await publisher.waitForLine(/New clock|Setting pipeline to PLAYING/, READY_MS);
  return publisher;
}

/** The folder of bytedeco's programs and libraries, unpacked from what the demo ships with. */
async function bytedecoFfmpeg() {
  const unpacked = join(targetDirectory, "bytedeco");
  const folder = join(unpacked, "org/bytedeco/ffmpeg/linux-x86_64");
  if (!existsSync(join(folder, "ffmpeg"))) {
    const demo = join(rootDirectory, "server-cli/target/dist/lib/demo");
    const jar = readdirSync(demo).find((name) => /^ffmpeg-.*linux-x86_64\.jar$/.test(name));
    mkdirSync(unpacked, { recursive: true });
    await run("jar", ["xf", join(demo, jar)], { cwd: unpacked });
    chmodSync(join(folder, "ffmpeg"), 0o755);
  }
  return folder;
}
