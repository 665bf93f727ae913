// Real publishers: ffmpeg 5.1 and 8.1, OBS, GStreamer.
import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Process, run } from "./processes.mjs";
import { rootDirectory, targetDirectory } from "./headrace.mjs";

const READY_MS = 30_000;

/** A test picture and a tone in real time. */
const TEST_SOURCE = [
  ...["-re", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30"],
  ...["-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"],
];
const AAC = ["-c:a", "aac", "-b:a", "128k", "-ac", "2"];

async function publish(name, program, args, url, env = process.env) {
  const all = ["-nostdin", "-v", "warning", "-progress", "pipe:1", ...args, "-f", "flv", url];
  const publisher = new Process(name, program, all, { env });
  await publisher.waitForLine(/^frame=[1-9]/, READY_MS);
  return publisher;
}

/** Debian's ffmpeg with x264; resolves when frames flow. */
export function publishWithFfmpeg(url) {
  const x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"];
  const video = [...x264, "-pix_fmt", "yuv420p", "-g", "30", "-b:v", "1M"];
  return publish("ffmpeg", "ffmpeg", [...TEST_SOURCE, ...video, ...AAC], url);
}

/** A file as it is, in real time. */
export function publishFile(file, url) {
  return publish("ffmpeg", "ffmpeg", ["-re", "-i", file, "-c", "copy"], url);
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
export async function publishWithGstreamer(url) {
  const pipeline = [
    ...["flvmux", "streamable=true", "name=mux", "!", "rtmp2sink", `location=${url}`],
    ...["videotestsrc", "is-live=true", "pattern=ball", "!"],
    ...["video/x-raw,format=I420,width=640,height=360,framerate=30/1", "!"],
    ...["x264enc", "tune=zerolatency", "speed-preset=ultrafast", "key-int-max=30", "bitrate=1000"],
    ...["!", "h264parse", "!", "queue", "!", "mux."],
    ...["audiotestsrc", "is-live=true", "!", "audioconvert", "!", "avenc_aac", "!", "aacparse"],
    ...["!", "queue", "!", "mux."],
  ];
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
