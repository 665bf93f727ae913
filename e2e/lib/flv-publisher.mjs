// A publisher of our own for what real ones cannot be made to send: it plays an FLV file at its pace
// and lets a test change time and composition of each tag.
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { within } from "./processes.mjs";

const REPLY_MS = 10_000;
const HANDSHAKE_BYTES = 1_536;
const CHUNK_BYTES = 65_536;
const EXTENDED = 0xff_ffff;
const AUDIO = 8;
const VIDEO = 9;
const SET_CHUNK_SIZE = 1;
const DATA = 18;
const COMMAND = 20;

/** The tags of an FLV file: `[{type, timeMs, body}]`. */
function tagsOf(file) {
  const bytes = readFileSync(file);
  const tags = [];
  const HEADER_BYTES = 11;
  const BACK_POINTER_BYTES = 4;
  let at = bytes.readUInt32BE(5) + BACK_POINTER_BYTES;
  while (at + HEADER_BYTES <= bytes.length) {
    const size = bytes.readUIntBE(at + 1, 3);
    const timeMs = bytes.readUIntBE(at + 4, 3) + bytes[at + 7] * 0x100_0000;
    const body = Buffer.from(bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + size));
    tags.push({ type: bytes[at], timeMs, body });
    at += HEADER_BYTES + size + BACK_POINTER_BYTES;
  }
  return tags;
}

/** Subtracts from the composition time of an AVC tag, which may then be negative. */
export function composedEarlier(tag, byMs) {
  const AVC_NALUS = 1;
  if (tag.type === VIDEO && (tag.body[0] & 0x8f) === 7 && tag.body[1] === AVC_NALUS) {
    tag.body.writeIntBE(tag.body.readIntBE(2, 3) - byMs, 2, 3);
  }
  return tag;
}

export class FlvPublisher {
  #socket;
  #received = "";
  #resume;
  #resumed = new Promise((resolve) => (this.#resume = resolve));

  /**
   * Publishes `file` to `live/name` at 127.0.0.1; resolves when the server took the publication.
   *
   * @param change given each tag, and returns it with other times; the pace is that of the file
   * @param pauseAtMs the time in the file before which it waits for `resume`
   */
  static async start({ port, name, file, change = (tag) => tag, pauseAtMs = Infinity }) {
    const publisher = new FlvPublisher();
    const tags = tagsOf(file).map((tag) => [tag.timeMs, change(tag)]);
    await publisher.#connect(port);
    await publisher.#publish(port, name);
    if (pauseAtMs === Infinity) publisher.resume();
    const before = tags.filter(([timeMs]) => timeMs < pauseAtMs);
    /** Settles when all tags before the pause are sent; `done` when the connection is closed. */
    publisher.paused = publisher.#play(before);
    publisher.done = publisher.#finish(tags.slice(before.length));
    publisher.done.catch(() => {}); // Whoever waits for it is told.
    return publisher;
  }

  /** Goes on after the pause. */
  resume() {
    this.#resume();
  }

  /** Closes the connection without a word. */
  stop() {
    this.#socket.destroy();
  }

  async #connect(port) {
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    await within(REPLY_MS, "the server accepts", once(this.#socket, "connect"));
    this.#socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(HANDSHAKE_BYTES)]));
    const handshake = [];
    let missing = 1 + 2 * HANDSHAKE_BYTES;
    while (missing > 0) {
      const [bytes] = await within(REPLY_MS, "S0 S1 S2", once(this.#socket, "data"));
      handshake.push(bytes);
      missing -= bytes.length;
    }
    this.#socket.write(Buffer.concat(handshake).subarray(1, 1 + HANDSHAKE_BYTES));
    this.#socket.on("data", (bytes) => (this.#received += bytes.toString("latin1")));
  }

  async #publish(port, name) {
    const chunkSize = Buffer.alloc(4);
    chunkSize.writeUInt32BE(CHUNK_BYTES);
    this.#send(2, SET_CHUNK_SIZE, 0, 0, chunkSize);
    const tcUrl = `rtmp://127.0.0.1:${port}/live`;
    this.#command(0, "connect", 1, { app: "live", type: "nonprivate", tcUrl });
    await this.#reply("NetConnection.Connect.Success");
    this.#command(0, "createStream", 2, null);
    this.#command(1, "publish", 3, null, name, "live");
    await this.#reply("NetStream.Publish.Start");
  }

  async #finish(tags) {
    await this.paused;
    await this.#resumed;
    await this.#play(tags);
    this.#command(0, "FCUnpublish", 4, null);
    this.#command(0, "deleteStream", 5, null, 1);
    this.#socket.end();
    await once(this.#socket, "close");
  }

  /** Sends tags as far apart as they are in the file. */
  async #play(tags) {
    const startMs = Date.now() - (tags[0]?.[0] ?? 0);
    for (const [paceMs, { type, timeMs, body }] of tags) {
      await delay(Math.max(0, startMs + paceMs - Date.now()));
      const payload = type === DATA ? Buffer.concat([amf("@setDataFrame"), body]) : body;
      const csid = { [AUDIO]: 4, [VIDEO]: 6, [DATA]: 5 }[type];
      if (!this.#send(csid, type, 1, timeMs, payload)) {
        await once(this.#socket, "drain");
      }
    }
  }

  #command(messageStream, ...values) {
    this.#send(3, COMMAND, messageStream, 0, Buffer.concat(values.map(amf)));
  }

  /** Looks into the bytes: names of codes are in one piece, as servers' chunks are larger. */
  #reply(code) {
    const seen = async () => {
      while (!this.#received.includes(code)) await once(this.#socket, "data");
    };
    return within(REPLY_MS, code, seen());
  }

  /** One message: a chunk of type 0 and then of type 3, each with its extended timestamp. */
  #send(csid, type, messageStream, timeMs, payload) {
    const time = timeMs % 2 ** 32;
    const header = Buffer.alloc(12);
    header[0] = csid;
    header.writeUIntBE(Math.min(time, EXTENDED), 1, 3);
    header.writeUIntBE(payload.length, 4, 3);
    header[7] = type;
    header.writeUInt32LE(messageStream, 8);
    const extended = Buffer.alloc(time >= EXTENDED ? 4 : 0);
    if (extended.length > 0) extended.writeUInt32BE(time);
    const pieces = [header];
    for (let at = 0; at === 0 || at < payload.length; at += CHUNK_BYTES) {
      if (at > 0) pieces.push(Buffer.from([0xc0 | csid]));
      pieces.push(extended, payload.subarray(at, at + CHUNK_BYTES));
    }
    return this.#socket.write(Buffer.concat(pieces));
  }
}

/** A value in AMF0. */
function amf(value) {
  if (value === null) {
    return Buffer.from([5]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (typeof value === "string") {
    return Buffer.concat([Buffer.from([2]), amfName(value)]);
  }
  const members = Object.entries(value).flatMap(([key, member]) => [amfName(key), amf(member)]);
  return Buffer.concat([Buffer.from([3]), ...members, Buffer.from([0, 0, 9])]);
}

function amfName(text) {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
