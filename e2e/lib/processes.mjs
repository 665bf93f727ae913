// Child processes whose lines can be waited for. Everything started here ends with the test run.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 50;

const running = new Set();

process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => process.exit(1));
}

/** Settles like `promise`, or rejects after `timeoutMs` saying what was waited for. */
export function within(timeoutMs, what, promise) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}

/**
 * The first value of `probe` that is not false or nothing, asked for again and again; what it throws
 * counts as nothing.
 */
export async function until(timeoutMs, what, probe) {
  const deadlineMs = Date.now() + timeoutMs;
  let last;
  do {
    try {
      last = await probe();
    } catch (error) {
      last = undefined;
      if (Date.now() >= deadlineMs) {
        throw new Error(`${what}: not within ${timeoutMs} ms: ${error.message}`);
      }
    }
    if (last) {
      return last;
    }
    await delay(POLL_MS);
  } while (Date.now() < deadlineMs);
  throw new Error(`${what}: not within ${timeoutMs} ms`);
}

/** A child in its own process group, so that what it starts ends with it. */
export class Process {
  #waiters = new Set();

  constructor(name, command, args, options = {}) {
    this.name = name;
    this.lines = [];
    this.child = spawn(command, args, { ...options, detached: true });
    running.add(this);
    this.exit = new Promise((resolve, reject) => {
      this.child.once("error", reject);
      this.child.once("close", (code, signal) => resolve({ code, signal }));
    });
    this.exit
      .catch(() => {})
      .finally(() => {
        running.delete(this);
        this.#waiters.forEach((waiter) => waiter.onEnd());
      });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.#onLine(line));
    }
  }

  get pid() {
    return this.child.pid;
  }

  get hasEnded() {
    return !running.has(this);
  }

  /** The first line, past or coming, that matches. */
  async waitForLine(pattern, timeoutMs) {
    const seen = this.lines.find((line) => pattern.test(line));
    if (seen !== undefined) {
      return seen;
    }
    const coming = new Promise((resolve, reject) => {
      const failEnded = () =>
        reject(new Error(`${this.name} ended without a line like ${pattern}:\n${this.tail()}`));
      if (this.hasEnded) {
        failEnded();
      }
      const waiter = {
        onLine: (line) => pattern.test(line) && (this.#waiters.delete(waiter), resolve(line)),
        onEnd: failEnded,
      };
      this.#waiters.add(waiter);
    });
    return within(timeoutMs, `${this.name}: a line like ${pattern}`, coming).catch((error) => {
      throw new Error(`${error.message}\n${this.tail()}`);
    });
  }

  /** Sends a signal to the whole group. */
  kill(signal = "SIGKILL") {
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") {
        throw error;
      }
    }
  }

  /** Asks to end, and makes it so after the grace time. */
  async stop(signal = "SIGTERM", graceMs = 10_000) {
    if (!this.hasEnded) {
      this.kill(signal);
      await within(graceMs, `${this.name}: end after ${signal}`, this.exit).catch(() => {
        this.kill("SIGKILL");
        return this.exit;
      });
    }
    return this.exit;
  }

  tail(count = 15) {
    return this.lines.slice(-count).join("\n");
  }

  #onLine(line) {
    this.lines.push(line);
    this.#waiters.forEach((waiter) => waiter.onLine(line));
  }
}

/** Runs a program to its end and returns its standard output; a failure shows its errors. */
export async function run(command, args, { timeoutMs = 120_000, ...options } = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  const out = [];
  const err = [];
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => err.push(chunk));
  const exit = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  try {
    const code = await within(timeoutMs, `${command} ${args.join(" ")}`, exit);
    const stderr = Buffer.concat(err).toString();
    if (code !== 0) {
      throw new Error(`${command} ${args.join(" ")}: exit ${code}\n${stderr}`);
    }
    return { stdout: Buffer.concat(out), stderr };
  } finally {
    child.kill("SIGKILL");
  }
}
