// Headrace as a user starts it: ./headrace serve or demo, on ports of its own.
import { mkdirSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.mjs";
import { Process } from "./processes.mjs";

const START_MS = 60_000;

export const rootDirectory = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const targetDirectory = join(rootDirectory, "e2e/target");

/** Every buffer is watched: a leak shows as a line with `LEAK:` in the log. */
const PARANOID = "-Dio.netty.leakDetection.level=paranoid";

export class Headrace {
  static #count = 0;

  /** A server with default settings, watched for leaks. */
  static async serve(settings = "") {
    return new Headrace().#start(["serve"], settings, PARANOID);
  }

  /** Server and test picture, as fast as users have it. */
  static async demo({ preset }) {
    return new Headrace().#start(["demo", "--preset", preset], "", "");
  }

  async #start(command, settings, javaOptions) {
    return this;
  }

  rtmpServer(app) {
    return `rtmp://127.0.0.1:${this.rtmpPort}/${app}`;
  }

  rtmpUrl(path) {
    return `rtmp://127.0.0.1:${this.rtmpPort}/${path}`;
  }

  pageUrl(path) {
    return `http://127.0.0.1:${this.httpPort}/${path}/`;
  }

  playlistUrl(path) {
    return `${this.pageUrl(path)}index.m3u8`;
  }

  /** Ends it as Ctrl-C does and keeps its log. */
  async stop() {
    await this.process.stop("SIGINT");
    await appendFile(this.logFile, `${this.process.lines.join("\n")}\n`);
  }
}
