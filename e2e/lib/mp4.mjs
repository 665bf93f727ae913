// Judges init sections, parts and segments with two independent MP4 parsers.
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { createFile, Log, MP4BoxBuffer } from "mp4box";

const ISOBoxer = createRequire(import.meta.url)("codem-isoboxer");

const TFHD_DEFAULT_BASE_IS_MOOF = 0x02_0000;
const TFHD_BASE_DATA_OFFSET = 0x00_0001;

/** What mp4box.js would only print; it takes the flag of the last block in `dfLa` for its opposite. */
Log.error = (module, message) => {
  if (!message.includes("'dfLa'")) {
    throw new Error(`mp4box.js: ${module}: ${message}`);
  }
};

function arrayBuffer(bytes) {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

/** What mp4box.js finds in an init section with media after it. */
function readWithMp4box(init, media) {
  const file = createFile();
  let info;
  file.onReady = (ready) => (info = ready);
  file.onError = (module, message) => {
    throw new Error(`mp4box.js: ${module}: ${message}`);
  };
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(arrayBuffer(Buffer.concat([init, media])), 0));
  file.flush();
  assert.ok(info, "mp4box.js: no moov");
  return { file, info };
}

/** Asserts what an init section must be; returns its track. */
export function assertInit(init) {
  const { file, info } = readWithMp4box(init, Buffer.alloc(0));
  assert.equal(info.tracks.length, 1, "one track per rendition");
  assert.ok(info.isFragmented, "mvex");
  assert.ok(
    info.brands.some((brand) => /^(iso[6-9]|cmfc|cmf2)$/.test(brand)),
    `brands: ${info.brands}`,
  );
  const boxes = ISOBoxer.parseBuffer(arrayBuffer(init));
  assert.deepEqual(
    boxes.boxes.map((box) => box.type),
    ["ftyp", "moov"],
  );
  for (const box of ["edts", "elst"]) {
    assert.equal(boxes.fetch(box), null, `no ${box}`);
  }
  assert.equal(boxes.fetch("mvhd").duration, 0);
  assert.equal(boxes.fetch("tkhd").duration, 0);
  assert.equal(boxes.fetch("mdhd").timescale, info.tracks[0].timescale, "the parsers agree");
  assert.equal(file.moov.traks[0].mdia.minf.stbl.stsz?.sample_count ?? 0, 0, "no samples in moov");
  return {
    codec: codecString(file.moov.traks[0], info.tracks[0]),
    timescaleHz: info.tracks[0].timescale,
    isVideo: boxes.fetch("hdlr").handler_type === "vide",
  };
}

/** mp4box.js leaves out the colour of VP9, whose defaults are not "unspecified". */
function codecString(trak, { codec }) {
  const { vpcC } = trak.mdia.minf.stbl.stsd.entries[0];
  if (!vpcC) {
    return codec;
  }
  const colour = [
    ...[vpcC.chromaSubsampling, vpcC.colourPrimaries, vpcC.transferCharacteristics],
    ...[vpcC.matrixCoefficients, vpcC.videoFullRangeFlag],
  ];
  return [codec, ...colour.map((value) => String(value).padStart(2, "0"))].join(".");
}

/**
 * Asserts what one part must be: moof and mdat with one track fragment, complete, and starting with
 * a sync sample where the playlist says so. Returns its decode times in ticks.
 */
export function assertPart(init, part, { isIndependent, what }) {
  const boxes = ISOBoxer.parseBuffer(arrayBuffer(part));
  const kinds = boxes.boxes.map((box) => box.type).filter((type) => type !== "styp");
  assert.deepEqual(kinds, ["moof", "mdat"], what);
  assert.ok(!boxes.boxes.some((box) => box._incomplete), `${what}: a box is cut short`);
  assert.equal(boxes.fetchAll("traf").length, 1, `${what}: one traf`);
  const tfhd = boxes.fetch("tfhd");
  assert.ok(tfhd.flags & TFHD_DEFAULT_BASE_IS_MOOF, `${what}: default-base-is-moof`);
  assert.equal(tfhd.flags & TFHD_BASE_DATA_OFFSET, 0, `${what}: no base-data-offset`);
  assert.equal(boxes.fetch("tfdt").version, 1, `${what}: 64-bit tfdt`);
  const startTicks = boxes.fetch("tfdt").baseMediaDecodeTime;

  const { file } = readWithMp4box(init, part);
  const described = file.getTrackSamplesInfo(file.moov.traks[0].tkhd.track_id);
  assert.equal(described.length, boxes.fetch("trun").sample_count, `${what}: the parsers agree`);
  assert.equal(described[0].dts, startTicks, `${what}: the parsers agree on tfdt`);
  assert.equal(described[0].is_sync, isIndependent, `${what}: INDEPENDENT says sync sample`);
  const sampleBytes = described.reduce((sum, sample) => sum + sample.size, 0);
  assert.equal(boxes.fetch("mdat").data.byteLength, sampleBytes, `${what}: mdat is its samples`);
  const durationTicks = described.reduce((sum, sample) => sum + sample.duration, 0);
  return { startTicks, endTicks: startTicks + durationTicks };
}

/** When the samples of a file with one track are shown, in seconds, in the order of decoding. */
export function presentationTimes(bytes) {
  const { file, info } = readWithMp4box(bytes, Buffer.alloc(0));
  const samples = file.getTrackSamplesInfo(info.tracks[0].id);
  return samples.map((sample) => sample.cts / sample.timescale);
}
