// A clip with a flash and a beep at each full second, and how far apart they are in what came out.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { presentationTimes } from "./mp4.mjs";
import { median } from "./numbers.mjs";
import { run } from "./processes.mjs";

const SAMPLE_RATE_HZ = 48_000;
/** Of AAC-LC. */
const SAMPLES_PER_PACKET = 1_024;
const SILENCE = 0.05;
const LEAST_SILENCE_S = 0.3;
/** A decoder that joins a stream hears its first frames fade in. */
const IGNORED_START_S = 0.3;

/** Writes an FLV file of flashes and beeps, with B-frames. */
export async function makeClip(file, seconds) {
  const flash = "drawbox=color=white:t=fill:enable='lt(mod(t,1),0.1)'";
  await run("ffmpeg", [
    ...["-v", "error", "-y", "-f", "lavfi", "-i", `color=black:s=640x360:r=30,${flash}`],
    ...[
      "-f",
      "lavfi",
      "-i",
      `aevalsrc='if(lt(mod(t,1),0.1),0.5*sin(6283*t),0)':s=${SAMPLE_RATE_HZ}`,
    ],
    ...["-t", String(seconds), "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast"],
    ...["-bf", "2", "-g", "60", "-sc_threshold", "0", "-c:a", "aac", "-b:a", "128k", file],
  ]);
}

/** `[{flash, offsetMs}]`: for each flash how much later its beep is. */
export async function offsetsInClip(file) {
  const { stdout } = await run("ffprobe", [
    ...["-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time"],
    ...["-of", "csv=p=0", file],
  ]);
  const times = stdout.toString().split("\n").filter(Boolean).map(Number.parseFloat);
  return pair(await flashTimes(file, times), await beepTimes(file));
}

/**
 * The same in what a follower was given. The pictures' times are read from the boxes: ffmpeg adds
 * the largest negative composition offset to all of them.
 */
export async function offsetsInOutput(follower, directory) {
  const video = await follower.rendition("video").write(directory);
  const audio = await follower.rendition("audio").write(directory);
  const times = presentationTimes(await readFile(video));
  return pair(await flashTimes(video, times), await beepTimes(audio));
}

function pair(flashes, beeps) {
  return flashes
    .map((flash) => {
      const beep = beeps.reduce((best, time) =>
        Math.abs(time - flash) < Math.abs(best - flash) ? time : best,
      );
      return { flash, offsetMs: (beep - flash) * 1000 };
    })
    .filter(({ offsetMs }) => Math.abs(offsetMs) < 500);
}

/** The median offset of the first and of the last `count` flashes. */
export function startAndEnd(pairs, count = 5) {
  const ms = pairs.map((pair) => pair.offsetMs);
  return { startMs: median(ms.slice(0, count)), endMs: median(ms.slice(-count)) };
}

async function flashTimes(file, presentationTimes) {
  const print = "signalstats,metadata=mode=print:key=lavfi.signalstats.YAVG:file=-";
  const { stdout } = await run("ffmpeg", [
    ...["-v", "error", "-i", file, "-map", "0:v", "-fps_mode", "passthrough"],
    ...["-vf", `scale=32:18,${print}`, "-f", "null", "-"],
  ]);
  const lumas = [...stdout.toString().matchAll(/YAVG=([0-9.]+)/g)].map(([, luma]) => Number(luma));
  assert.equal(lumas.length, presentationTimes.length, "each frame is decoded");
  const isBright = (i) => lumas[i] > 128;
  return presentationTimes
    .sort((a, b) => a - b)
    .filter((_, i) => i > 0 && isBright(i) && !isBright(i - 1));
}

/**
 * A sample's time is that of its packet plus its place in it: so gaps and drift between the packets'
 * times and the samples' count are seen.
 */
async function beepTimes(file) {
  const probe = await run("ffprobe", [
    ...["-v", "error", "-select_streams", "a", "-show_entries", "packet=pts_time"],
    ...["-of", "csv=p=0", file],
  ]);
  const packets = probe.stdout.toString().split("\n").filter(Boolean).map(Number.parseFloat);
  const { stdout } = await run("ffmpeg", [
    ...["-v", "error", "-i", file, "-map", "0:a", "-ac", "1", "-ar", String(SAMPLE_RATE_HZ)],
    ...["-f", "f32le", "-"],
  ]);
  const samples = new Float32Array(stdout.buffer, stdout.byteOffset, stdout.byteLength / 4);
  assert.equal(samples.length, packets.length * SAMPLES_PER_PACKET, "each packet is decoded");
  const timeOf = (i) =>
    packets[Math.floor(i / SAMPLES_PER_PACKET)] + (i % SAMPLES_PER_PACKET) / SAMPLE_RATE_HZ;
  const times = [];
  let lastLoud = 0;
  samples.forEach((sample, i) => {
    if (Math.abs(sample) > SILENCE) {
      const isOnset = i - lastLoud > LEAST_SILENCE_S * SAMPLE_RATE_HZ;
      if (isOnset && i > IGNORED_START_S * SAMPLE_RATE_HZ) {
        times.push(timeOf(i));
      }
      lastLoud = i;
    }
  });
  return times;
}
