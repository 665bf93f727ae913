// Real RTMP players that write what they are given to a file: ffmpeg, rtmpdump, GStreamer, VLC.
import { chmodSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gplFfmpeg } from "./gpl-ffmpeg.mjs";
import { PACKET_OPTIONS, parseTracks, tracksOf } from "./packets.mjs";
import { Process, within } from "./processes.mjs";

const NOBODY = 65_534;

/** A folder for what players write, gone after test `t`. */
export async function recordings(t) {
  const folder = await mkdtemp(join(tmpdir(), "headrace-play-"));
  chmodSync(folder, 0o777); // VLC runs as another user.
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** One player with its file. */
class Player {
  constructor(name, process, file, tracks = () => tracksOf(file)) {
    this.name = name;
    this.process = process;
    this.file = file;
    /** What it recorded: see packets.mjs. */
    this.tracks = tracks;
  }

  /** How it ended by itself: `{code, signal}`. */
  ended(timeoutMs) {
    return within(timeoutMs, `${this.name} ends by itself`, this.process.exit).catch((error) => {
      throw new Error(`${error.message}\n${this.process.tail()}`);
    });
  }

  stop() {
    return this.process.stop("SIGKILL");
  }
}

/** Debian's ffmpeg 5.1: what its demuxer gives, by packet. */
export async function playWithFfmpeg(url, folder, name = "ffmpeg5") {
  return ffprobe(name, "ffprobe", url, join(folder, `${name}.json`), process.env);
}

/** ffmpeg 8, which knows Enhanced RTMP. */
export async function playWithFfmpeg8(url, folder, name = "ffmpeg8") {
  const { ffprobe: program, env } = await gplFfmpeg();
  return ffprobe(name, program, url, join(folder, `${name}.json`), env);
}

export async function playWithRtmpdump(url, folder) {
  const file = join(folder, "rtmpdump.flv");
  const process = new Process("rtmpdump", "rtmpdump", ["--live", "--rtmp", url, "--flv", file]);
  return new Player("rtmpdump", process, file);
}

export async function playWithGstreamer(url, folder) {
  const file = join(folder, "gstreamer.flv");
  const pipeline = ["rtmp2src", `location=${url}`, "!", "filesink", `location=${file}`];
  const process = new Process("gst-launch", "gst-launch-1.0", pipeline);
  return new Player("gstreamer", process, file);
}

/** VLC writes a transport stream; it refuses to run as root. */
export async function playWithVlc(url, folder) {
  const file = join(folder, "vlc.ts");
  const output = `#std{access=file,mux=ts,dst=${file}}`;
  const options = ["-I", "dummy", "--no-color", url, "--sout", output, "vlc://quit"];
  const env = { ...process.env, HOME: folder };
  const user = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const vlc = new Process("vlc", "cvlc", options, { env, ...user });
  return new Player("vlc", vlc, file);
}

function ffprobe(name, program, url, file, env) {
  const args = ["-v", "warning", ...PACKET_OPTIONS, "-o", file, url];
  const process = new Process(name, program, args, { env });
  return new Player(name, process, file, () => parseTracks(readFileSync(file, "utf8")));
}
