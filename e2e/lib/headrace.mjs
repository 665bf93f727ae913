// Headrace as a user starts it: ./headrace serve or demo, on ports of its own.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.mjs";
import { Process } from "./processes.mjs";

const START_MS = 300_000; // The first start builds.
let started = 0;
let configs = 0;

export const rootDirectory = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const targetDirectory = join(rootDirectory, "e2e/target");

/** Every buffer is watched: a leak shows as a line with `LEAK:` in the log. */
const WATCHED = "-Dio.netty.leakDetection.level=paranoid";

export class Headrace {
  /**
   * A server, watched for leaks.
   *
   * @param config YAML; what it leaves out has its default
   * @param rtmpPort another port than a free one
   */
  static async serve({ config = null, rtmpPort = null } = {}) {
    const headrace = new Headrace();
    headrace.rtmpPort = rtmpPort;
    const options = config === null ? [] : ["--config", keepConfig(config)];
    await headrace.#start(["serve", ...options]);
    return headrace;
  }

  /** Server and test picture, watched too: what is measured is rather slower than users have it. */
  static async demo({ preset }) {
    const headrace = new Headrace();
    await headrace.#start(["demo", "--preset", preset]);
    return headrace;
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

  /** What the server says of a stream. */
  async stream(path) {
    const response = await fetch(`http://127.0.0.1:${this.httpPort}/api/streams/${path}`);
    return response.json();
  }

  /** Ends it as Ctrl-C does, and keeps its log. */
  async stop() {
    await this.process?.stop("SIGINT");
    const folder = join(targetDirectory, "logs");
    mkdirSync(folder, { recursive: true });
    const name = `${this.command}-${process.pid}-${++started}.log`;
    writeFileSync(join(folder, name), `${this.process.lines.join("\n")}\n`);
  }

  async #start(command) {
    [this.command] = command;
    this.rtmpPort ??= await freePort();
    this.httpPort = await freePort();
    const listen = ["--rtmp", `127.0.0.1:${this.rtmpPort}`, "--http", `127.0.0.1:${this.httpPort}`];
    const env = { ...process.env, HEADRACE_JAVA_OPTS: WATCHED };
    const options = { cwd: rootDirectory, env };
    this.process = new Process("headrace", "./headrace", [...command, ...listen], options);
    try {
      await this.process.waitForLine(/Ctrl-C/, START_MS);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }
}

/** Writes a configuration file of its own and returns its name. */
function keepConfig(yaml) {
  const folder = join(targetDirectory, "config");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${process.pid}-${++configs}.yaml`);
  writeFileSync(file, yaml);
  return file;
}
