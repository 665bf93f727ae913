// The judges of playlists are worth nothing unless they notice what is wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertConsistent, assertParses, readMediaPlaylist } from "../lib/playlists.mjs";

const GOOD = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.506,CAN-SKIP-UNTIL=12
#EXT-X-PART-INF:PART-TARGET=0.502
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-MAP:URI="init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
#EXT-X-PART:DURATION=0.5,URI="7.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.5,URI="7.1.m4s"
#EXT-X-PART:DURATION=0.3,URI="7.2.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.5,URI="7.3.m4s"
#EXTINF:1.8,
7.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:01.800Z
#EXT-X-PART:DURATION=0.5,URI="8.0.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.1.m4s"
#EXT-X-RENDITION-REPORT:URI="audio.m3u8",LAST-MSN=8,LAST-PART=0
`;

test("a sound playlist is accepted, also with a short independent part", () => {
  assertParses(GOOD);
  assertConsistent([GOOD, GOOD]);
});

test("a playlist is read as it is written", () => {
  const { segments, hint, partTarget } = readMediaPlaylist(GOOD);
  assert.deepEqual(
    segments.map(({ msn, uri, parts }) => [msn, uri, parts.length]),
    [
      [7, "7.m4s", 4],
      [8, undefined, 1],
    ],
  );
  assert.equal(hint, "8.1.m4s");
  assert.equal(partTarget, 0.502);
});

for (const [fault, from, to] of [
  [
    "a short part that is not independent",
    'DURATION=0.3,URI="7.2.m4s",INDEPENDENT=YES',
    'DURATION=0.3,URI="7.2.m4s"',
  ],
  ["a part longer than PART-TARGET", 'DURATION=0.5,URI="7.1.m4s"', 'DURATION=0.51,URI="7.1.m4s"'],
  ["a part without a URI", ',URI="7.3.m4s"', ""],
  ["a rendition report without its last part", ",LAST-PART=0", ""],
]) {
  test(`the parsers refuse ${fault}`, () => {
    assert.ok(GOOD.includes(from));
    assert.throws(() => assertParses(GOOD.replace(from, to)), /-parser: /);
  });
}

for (const [fault, from, to] of [
  ["a changed target duration", "TARGETDURATION:2", "TARGETDURATION:3"],
  ["a changed part target", "PART-TARGET=0.502", "PART-TARGET=0.501"],
  ["a media sequence that goes back", "SEQUENCE:7", "SEQUENCE:6"],
  ["a segment with another name", "\n7.m4s", "\n7b.m4s"],
  ["a part with another name", "8.0.m4s", "8.0b.m4s"],
  ["a segment that is not as long as its parts", "EXTINF:1.8", "EXTINF:1.9"],
  ["a live playlist without a hint", '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.1.m4s"\n', ""],
  ["a hold-back below three parts", "HOLD-BACK=1.506", "HOLD-BACK=1.4"],
]) {
  test(`consistency refuses ${fault}`, () => {
    assert.ok(GOOD.includes(from));
    assert.throws(() => assertConsistent([GOOD, GOOD.replace(from, to)]));
  });
}
