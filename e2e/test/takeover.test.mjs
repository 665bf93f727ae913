// A publisher that is gone comes back at once, and nobody else can take its place.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Follower } from "../lib/follower.mjs";
import { Headrace } from "../lib/headrace.mjs";
import { report } from "../lib/numbers.mjs";
import { Obs } from "../lib/obs.mjs";
import { readMediaPlaylist } from "../lib/playlists.mjs";
import { until, within } from "../lib/processes.mjs";
import { publishWithFfmpeg, startFfmpeg } from "../lib/publishers.mjs";
import { relayFrom } from "../lib/via-address.mjs";

const LIVE_AGAIN_MS = 3_000;
const DEADLINE_MS = 20_000;
const REFUSED_MS = 5_000;
const OTHER_ADDRESS = "127.0.0.2";

let headrace;
let elsewhere;

before(async () => {
  headrace = await Headrace.serve();
  elsewhere = await relayFrom(OTHER_ADDRESS, headrace.rtmpPort);
});
after(async () => {
  elsewhere?.stop();
  await headrace?.stop();
});

/** When the first part behind a discontinuity was listed, or undefined. */
function newPartAtMs(rendition) {
  const version = rendition.versions.find(({ text }) =>
    readMediaPlaylist(text).segments.some(
      (segment) => segment.isDiscontinuity && segment.parts.length > 0,
    ),
  );
  return version?.atMs;
}

for (const [what, signal, path] of [
  ["is killed", "SIGKILL", "live/killed"],
  ["hangs with its connection open", "SIGSTOP", "live/hung"],
]) {
  test(`a publisher ${what} and is started again: live again within 3 s`, async (t) => {
    const url = headrace.rtmpUrl(`${path}?key=abc`);
    const first = await publishWithFfmpeg(url);
    t.after(() => first.stop("SIGKILL"));
    const follower = await Follower.open(headrace.playlistUrl(path));
    const video = follower.rendition("video");
    await until(DEADLINE_MS, "parts are served", () => video.parts.size >= 6);

    first.kill(signal);
    const goneAtMs = Date.now();
    const second = startFfmpeg(url);
    t.after(() => second.stop("SIGKILL"));
    const liveAtMs = await until(DEADLINE_MS, "parts after it", () => newPartAtMs(video));
    await follower.stop();
    const outageMs = liveAtMs - goneAtMs;
    await report(`publisher ${what}`, { outageMs });
    assert.ok(outageMs < LIVE_AGAIN_MS, `live again after ${outageMs} ms`);
    assert.ok(!second.hasEnded);
  });
}

for (const [what, path, ownQuery, otherQuery] of [
  ["without keys", "live/by-address", "", ""],
  ["without the key", "live/no-key", "?key=abc", ""],
  ["with a wrong key", "live/wrong-key", "?key=abc", "?key=abd"],
]) {
  test(`somebody at another address ${what} is refused, and ffmpeg says why`, async (t) => {
    const owner = await publishWithFfmpeg(headrace.rtmpUrl(path + ownQuery));
    t.after(() => owner.stop("SIGKILL"));
    const url = `rtmp://127.0.0.1:${elsewhere.port}/${path}${otherQuery}`;
    const intruder = startFfmpeg(url);
    t.after(() => intruder.stop("SIGKILL"));
    const { code } = await within(REFUSED_MS, "ffmpeg is refused", intruder.exit);
    assert.ok(code > 0, `exit code ${code}`);
    assert.match(intruder.lines.join("\n"), /Server error: .*(publish)/i);
    assert.ok(!intruder.lines.join("\n").includes("abc"), "keys are told to nobody");
    await owner.sendsOn(DEADLINE_MS);
    assert.equal((await headrace.stream(path)).state, "LIVE");
  });
}

test("OBS that comes second reports it instead of hanging", async (t) => {
  const path = "live/first-come";
  const owner = await publishWithFfmpeg(headrace.rtmpUrl(`${path}?key=abc`));
  t.after(() => owner.stop("SIGKILL"));
  const server = `rtmp://127.0.0.1:${elsewhere.port}/live`;
  const obs = await Obs.start({ server, key: "first-come?key=xyz" });
  t.after(() => obs.stop());
  const line = await obs.startStreamingInVain();
  assert.match(line, /NetStream\.Publish\.BadName \(.*publish.*\)/i);
  await until(DEADLINE_MS, "OBS is idle", async () => {
    const { outputActive, outputReconnecting } = await obs.streamStatus();
    return !outputActive && !outputReconnecting;
  });
  await owner.sendsOn(DEADLINE_MS);
});
