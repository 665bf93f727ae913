// Headless Chromium on a player page, watched from outside the player's own statistics.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { recordInPage } from "./recorder.mjs";
import { within } from "./processes.mjs";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export class Browser {
  static async start() {
    const executablePath = process.env.CHROMIUM ?? PROGRAMS.find(existsSync);
    const browser = new Browser();
    browser.chromium = await chromium.launch({
      executablePath,
      args: [
        ...["--no-sandbox", "--disable-gpu", "--mute-audio"],
        "--autoplay-policy=no-user-gesture-required",
      ],
    });
    return browser;
  }

  /** Opens a player page in a tab of its own. */
  async open(url) {
    const page = await this.chromium.newPage({ viewport: { width: 1280, height: 800 } });
    const tab = new Tab(page);
    await page.addInitScript(recordInPage);
    await page.goto(url);
    return tab;
  }

  async stop() {
    await this.chromium.close();
  }
}

/** One player page with all playlists it was given and all that went wrong in it. */
export class Tab {
  /** `{url, status, atMs, text}` of each playlist, in order of arrival. */
  playlists = [];
  /** Uncaught errors and console errors of the page. */
  errors = [];
  #reading = [];

  constructor(page) {
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      // A refused or missing playlist is the player's to handle, not an error of the page.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
        this.errors.push(message.text());
      }
    });
    page.on("response", (response) => {
      if (new URL(response.url()).pathname.endsWith(".m3u8")) {
        this.#reading.push(this.#keep(response));
      }
    });
  }

  /** Resolves when the video has gone on for `seconds` since now. */
  async playsOn(seconds, timeoutMs) {
    const start = await this.mediaTime();
    await within(
      timeoutMs,
      `the video goes on for ${seconds} s`,
      this.page.waitForFunction(
        (until) => (document.querySelector("video")?.currentTime ?? 0) >= until,
        start + seconds,
        { timeout: timeoutMs, polling: 100 },
      ),
    ).catch(async (error) => {
      throw new Error(`${error.message}\n${await this.describe()}`);
    });
  }

  mediaTime() {
    return this.page.evaluate(() => document.querySelector("video")?.currentTime ?? 0);
  }

  /** The player's own statistics. */
  stats() {
    return this.page.evaluate(() => window.headrace.stats());
  }

  /** What the recorder saw since the last call: see recorder.mjs. */
  takeRecord() {
    return this.page.evaluate(() => window.recorder.take());
  }

  /** All playlists that had arrived when this was called. */
  async allPlaylists() {
    await Promise.all(this.#reading);
    return this.playlists;
  }

  /** What a person would want to know when playing failed. */
  async describe() {
    const text = await this.page.evaluate(() => document.body.innerText);
    const stats = await this.stats().catch((error) => String(error));
    return [`page: ${text}`, `stats: ${JSON.stringify(stats)}`, ...this.errors].join("\n");
  }

  async #keep(response) {
    const entry = { url: response.url(), status: response.status(), atMs: Date.now(), text: "" };
    this.playlists.push(entry);
    // The body of an answer that the page gave up is gone with its request.
    entry.text = await response.text().catch(() => null);
  }
}
