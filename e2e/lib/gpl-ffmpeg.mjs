// FFmpeg 8 with x265, aom, SVT-AV1, Opus, FLAC, AC-3: the GPL build out of Maven Central. For tests
// only, never shipped.
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "./processes.mjs";
import { rootDirectory, targetDirectory } from "./headrace.mjs";

const CLASSIFIER = "linux-x86_64-gpl";
const FETCH_MS = 300_000;
const unpacked = join(targetDirectory, "ffmpeg-gpl");
const folder = join(unpacked, "org/bytedeco/ffmpeg", CLASSIFIER);
let fetched = null;

/** The programs, and the environment they run in: `{ffmpeg, ffprobe, env}`. */
export async function gplFfmpeg() {
  fetched ??= fetch();
  await fetched;
  return {
    ffmpeg: join(folder, "ffmpeg"),
    ffprobe: join(folder, "ffprobe"),
    env: { ...process.env, LD_LIBRARY_PATH: folder },
  };
}

/** Runs this ffmpeg to its end. */
export async function runGplFfmpeg(args) {
  const { ffmpeg, env } = await gplFfmpeg();
  return run(ffmpeg, ["-nostdin", "-v", "error", ...args], { env });
}

async function fetch() {
  if (existsSync(join(folder, "ffprobe"))) {
    return;
  }
  mkdirSync(unpacked, { recursive: true });
  const pom = readFileSync(join(rootDirectory, "pom.xml"), "utf8");
  const [, version] = /<ffmpeg\.version>(.*?)<\/ffmpeg\.version>/.exec(pom);
  await run(
    "mvn",
    [
      ...["-q", "-B", "-ntp", "-N", "dependency:copy", `-DoutputDirectory=${unpacked}`],
      `-Dartifact=org.bytedeco:ffmpeg:${version}:jar:${CLASSIFIER}`,
    ],
    { cwd: rootDirectory, timeoutMs: FETCH_MS },
  );
  const jar = readdirSync(unpacked).find((name) => name.endsWith(`${version}-${CLASSIFIER}.jar`));
  await run("jar", ["xf", join(unpacked, jar)], { cwd: unpacked });
  for (const program of ["ffmpeg", "ffprobe"]) {
    chmodSync(join(folder, program), 0o755);
  }
}
