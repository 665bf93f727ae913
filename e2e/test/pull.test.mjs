// Headrace fetches streams from other servers, and gets them back when those were away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { clip } from "../lib/clips.mjs";
import { Follower } from "../lib/follower.mjs";
import { Headrace } from "../lib/headrace.mjs";
import { Nginx } from "../lib/nginx.mjs";
import { report } from "../lib/numbers.mjs";
import { assertArrived, sentTracks } from "../lib/packets.mjs";
import { playWithGstreamer, recordings } from "../lib/players.mjs";
import { until } from "../lib/processes.mjs";
import { publishFile, publishWithFfmpeg } from "../lib/publishers.mjs";

const OUTAGE_MS = 20_000;
/** The longest time between two attempts, and some more. */
const BACK_MS = 45_000;
const DEADLINE_MS = 30_000;
const SECONDS = 12;

/** Each kind of origin with the same few verbs. */
const ORIGINS = {
  nginx: {
    start: () => Nginx.start(),
    stop: (origin) => origin.kill(),
    restart: (origin) => origin.restart().then(() => origin),
    players: (origin, name) => origin.players(name),
  },
  Headrace: {
    start: () => Headrace.serve(),
    stop: (origin) => origin.stop(),
    restart: ({ rtmpPort }) => Headrace.serve({ rtmpPort }),
  },
};

/** A server with one source. */
function edge({ path, url, onDemand = false }) {
  const lines = [
    ...["grace:", "  on-stop: 1s", "sources:", `  - path: ${path}`, `    url: ${url}`],
    ...(onDemand ? ["    on-demand: true"] : []),
  ];
  return Headrace.serve({ config: `${lines.join("\n")}\n` });
}

function isLive(server, path) {
  return async () => (await server.stream(path)).state === "LIVE";
}

for (const [kind, { start, stop, restart }] of Object.entries(ORIGINS)) {
  test(`a stream of ${kind} comes with all its frames, and again after 20 s without`, async (t) => {
    let origin = await start();
    t.after(() => origin.stop());
    const server = await edge({ path: "live/here", url: origin.rtmpUrl("live/there") });
    t.after(() => server.stop());

    const publisher = await publishWithFfmpeg(origin.rtmpUrl("live/there"));
    t.after(() => publisher.stop("SIGKILL"));
    await until(DEADLINE_MS, "the source is live", isLive(server, "live/here"));
    const follower = await Follower.open(server.playlistUrl("live/here"));
    await until(DEADLINE_MS, "parts", () => follower.rendition("video").parts.size > 4);
    await follower.stop();

    await stop(origin);
    await publisher.stop("SIGKILL");
    await delay(OUTAGE_MS);
    origin = await restart(origin);
    const backAtMs = Date.now();
    const again = await publishWithFfmpeg(origin.rtmpUrl("live/there"));
    t.after(() => again.stop("SIGKILL"));
    await until(BACK_MS, "the source is live again", isLive(server, "live/here"));
    await report(`pull from ${kind}, back after 20 s`, { liveAfterMs: Date.now() - backAtMs });
    const second = await Follower.open(server.playlistUrl("live/here"));
    await until(DEADLINE_MS, "parts again", () => second.rendition("video").parts.size > 4);
    await second.stop();
  });

  test(`each frame of ${kind} arrives through a source`, async (t) => {
    const origin = await start();
    t.after(() => origin.stop());
    const file = await clip({ seconds: SECONDS });
    const sent = await sentTracks(file);
    const server = await edge({ path: "live/here", url: origin.rtmpUrl("live/there") });
    t.after(() => server.stop());
    const publisher = await publishFile(file, origin.rtmpUrl("live/there"));
    t.after(() => publisher.stop("SIGKILL"));
    await until(DEADLINE_MS, "the source is live", isLive(server, "live/here"));
    const player = await playWithGstreamer(server.rtmpUrl("live/here"), await recordings(t));
    t.after(() => player.stop());
    await publisher.exit;
    await player.ended(DEADLINE_MS);
    const frames = {};
    (await player.tracks()).forEach((track, i) => {
      const told = { what: track.kind, lateFrames: sent[i].frames.length * 0.7 };
      frames[track.kind] = assertArrived(sent[i], track, told);
    });
    await report(`pull from ${kind}`, frames);
  });
}

test("a source on demand comes with the first viewer and goes after the last", async (t) => {
  const origin = await Nginx.start();
  t.after(() => origin.stop());
  const publisher = await publishWithFfmpeg(origin.rtmpUrl("live/there"));
  t.after(() => publisher.stop("SIGKILL"));
  const source = { path: "live/here", url: origin.rtmpUrl("live/there"), onDemand: true };
  const server = await edge(source);
  t.after(() => server.stop());
  assert.equal(await origin.players("there"), 0, "nobody watches, nothing is fetched");

  const viewer = await Follower.open(server.playlistUrl("live/here"));
  await until(DEADLINE_MS, "parts", () => viewer.rendition("video").parts.size > 4);
  assert.equal(await origin.players("there"), 1);
  await viewer.stop();
  await until(2 * DEADLINE_MS, "it goes", async () => (await origin.players("there")) === 0);

  const player = await playWithGstreamer(server.rtmpUrl("live/here"), await recordings(t));
  t.after(() => player.stop());
  await until(
    DEADLINE_MS,
    "it comes for RTMP, too",
    async () => (await origin.players("there")) > 0,
  );
});
