// A low-latency HLS client of our own that keeps everything it was given.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attributes, readMediaPlaylist } from "./playlists.mjs";
import { within } from "./processes.mjs";

const AUDIO_CODEC = /^(mp4a|opus|flac|ac-3|ec-3)/i;

/** One rendition as it was served: every playlist version, init section, part and segment. */
class Rendition {
  versions = [];
  inits = new Map();
  /** By `msn.index`. */
  parts = new Map();
  /** By MSN. */
  segments = new Map();

  constructor(kind, url, codecs) {
    this.kind = kind;
    this.url = url;
    this.codecs = codecs;
  }

  /** The segments whose parts were all listed and fetched, in order. */
  wholeSegments() {
    return [...this.segments.values()].filter((segment) => segment.partKeys.length > 0);
  }

  /** Writes the segments of its one init section as a file that ffmpeg can read; returns its name. */
  async write(folder) {
    const inits = [...this.inits.values()];
    if (inits.length !== 1) {
      throw new Error(`${this.kind}: ${inits.length} init sections (expected: 1)`);
    }
    const segments = [...this.segments.values()].sort((a, b) => a.msn - b.msn);
    const file = join(folder, `${this.kind}.mp4`);
    await writeFile(file, Buffer.concat([inits[0].bytes, ...segments.map((s) => s.bytes)]));
    return file;
  }
}

/** Follows all renditions of a multivariant playlist until stopped or the stream ends. */
export class Follower {
  #stopped = false;
  /** One per request under way: a request leaves listeners behind on its signal. */
  #requests = new Set();
  #loops = [];

  static async open(multivariantUrl) {
    const follower = new Follower();
    const { text } = await follower.#get(multivariantUrl);
    follower.multivariant = text;
    follower.renditions = renditionsOf(text, multivariantUrl);
    follower.#loops = follower.renditions.map((rendition) => follower.#follow(rendition));
    // What goes wrong is thrown by stop(), not when it happens.
    follower.#loops.forEach((loop) => loop.catch(() => {}));
    return follower;
  }

  rendition(kind) {
    return this.renditions.find((rendition) => rendition.kind === kind);
  }

  /** Ends the following; throws what went wrong during it. */
  async stop() {
    this.#stopped = true;
    this.#requests.forEach((request) => request.abort());
    await Promise.all(this.#loops);
  }

  /** Resolves when the stream's end was listed in all renditions. */
  ended(timeoutMs) {
    return within(timeoutMs, "the playlists end", Promise.all(this.#loops));
  }

  async #follow(rendition) {
    try {
      let url = rendition.url;
      while (!this.#stopped) {
        const { status, text } = await this.#get(url, [200, 503]);
        if (status === 503) {
          continue; // Held: nothing came within three target durations. Ask the same again.
        }
        rendition.versions.push({ atMs: Date.now(), text });
        const playlist = readMediaPlaylist(text);
        await this.#fetchNew(rendition, playlist);
        if (playlist.isEnded) {
          return;
        }
        const last = playlist.segments.at(-1);
        const [msn, part] = last.uri ? [last.msn + 1, 0] : [last.msn, last.parts.length];
        url = `${rendition.url}?_HLS_msn=${msn}&_HLS_part=${part}`;
      }
    } catch (error) {
      if (!this.#stopped) {
        throw error;
      }
    }
  }

  async #fetchNew(rendition, playlist) {
    const fetchOnce = async (store, key, uri, details) => {
      if (!store.has(key)) {
        const { bytes } = await this.#get(new URL(uri, rendition.url));
        store.set(key, { ...details, uri, bytes });
      }
    };
    for (const { msn, map, uri, duration, isDiscontinuity, dateMs, parts } of playlist.segments) {
      await fetchOnce(rendition.inits, map, map, {});
      for (const [index, part] of parts.entries()) {
        await fetchOnce(rendition.parts, `${msn}.${index}`, part.uri, { ...part, msn, index, map });
      }
      if (uri) {
        const partKeys = parts.map((_, index) => `${msn}.${index}`);
        const details = { msn, duration, map, isDiscontinuity, dateMs, partKeys };
        await fetchOnce(rendition.segments, msn, uri, details);
      }
    }
  }

  async #get(url, accepted = [200]) {
    const request = new AbortController();
    this.#requests.add(request);
    try {
      const response = await fetch(url, { signal: request.signal });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (!accepted.includes(response.status)) {
        throw new Error(`${url}: ${response.status} ${bytes.toString().slice(0, 200)}`);
      }
      return { status: response.status, bytes, text: bytes.toString() };
    } finally {
      this.#requests.delete(request);
    }
  }
}

function renditionsOf(multivariant, baseUrl) {
  const lines = multivariant.split("\n");
  const variant = lines.findIndex((line) => line.startsWith("#EXT-X-STREAM-INF:"));
  const codecs = attributes(lines[variant]).CODECS.split(",");
  const media = lines.filter((line) => line.startsWith("#EXT-X-MEDIA:")).map(attributes);
  const isAudio = (codec) => AUDIO_CODEC.test(codec);
  const resolve = (uri) => new URL(uri, baseUrl).href;
  const main = codecs.every(isAudio) ? "audio" : "video";
  return [
    new Rendition(
      main,
      resolve(lines[variant + 1]),
      codecs.filter((codec) => isAudio(codec) === (main === "audio")),
    ),
    ...media
      .filter(({ TYPE, URI }) => TYPE === "AUDIO" && URI)
      .map(({ URI }) => new Rendition("audio", resolve(URI), codecs.filter(isAudio))),
  ];
}
