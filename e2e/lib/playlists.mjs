// Judges media playlists with two independent parsers and with the rules they do not check.
import HLS from "hls-parser";
import { Parser as M3u8Parser } from "m3u8-parser";

HLS.setOptions({ strictMode: true });

/** The attributes of one tag line as text: `{URI: "a", DURATION: "0.5"}`. */
export function attributes(line) {
  const list = line.slice(line.indexOf(":") + 1);
  return Object.fromEntries(
    [...list.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)].map(([, name, value]) => [
      name,
      value.replaceAll('"', ""),
    ]),
  );
}

/**
 * What a media playlist says: its constants, its segments with their parts, its end. The segment
 * under way is the last one and has no `uri`.
 */
export function readMediaPlaylist(text) {
  const playlist = { segments: [], reports: [], hint: null, isEnded: false, skipped: 0 };
  let segment = { parts: [] };
  let map = null;
  for (const line of text.split("\n")) {
    const [tag, value] = [line.split(":", 1)[0], line.slice(line.indexOf(":") + 1)];
    if (tag === "#EXT-X-TARGETDURATION") playlist.targetDuration = Number(value);
    else if (tag === "#EXT-X-MEDIA-SEQUENCE") playlist.mediaSequence = Number(value);
    else if (tag === "#EXT-X-DISCONTINUITY-SEQUENCE")
      playlist.discontinuitySequence = Number(value);
    else if (tag === "#EXT-X-PART-INF")
      playlist.partTarget = Number(attributes(line)["PART-TARGET"]);
    else if (tag === "#EXT-X-SERVER-CONTROL") playlist.serverControl = value;
    else if (tag === "#EXT-X-SKIP") playlist.skipped = Number(attributes(line)["SKIPPED-SEGMENTS"]);
    else if (tag === "#EXT-X-MAP") map = attributes(line).URI;
    else if (tag === "#EXT-X-DISCONTINUITY") segment.isDiscontinuity = true;
    else if (tag === "#EXT-X-PROGRAM-DATE-TIME") segment.dateMs = Date.parse(value);
    else if (tag === "#EXTINF") segment.duration = Number.parseFloat(value);
    else if (tag === "#EXT-X-PART") segment.parts.push(readPart(line));
    else if (tag === "#EXT-X-RENDITION-REPORT") playlist.reports.push(attributes(line));
    else if (tag === "#EXT-X-PRELOAD-HINT" && attributes(line).TYPE === "PART") {
      playlist.hint = attributes(line).URI;
    } else if (tag === "#EXT-X-ENDLIST") playlist.isEnded = true;
    else if (line && !line.startsWith("#")) {
      playlist.segments.push({ ...segment, map, uri: line });
      segment = { parts: [] };
    }
  }
  if (segment.parts.length > 0 || segment.isDiscontinuity) {
    playlist.segments.push({ ...segment, map });
  }
  playlist.segments.forEach((s, i) => (s.msn = playlist.mediaSequence + playlist.skipped + i));
  return playlist;
}

function readPart(line) {
  const { URI, DURATION, INDEPENDENT } = attributes(line);
  return { uri: URI, duration: Number(DURATION), isIndependent: INDEPENDENT === "YES" };
}

/** Throws unless both parsers take a playlist without complaint. */
export function assertParses(text) {
  try {
    HLS.parse(withIndependentPartsAtTarget(text));
  } catch (error) {
    throw new Error(`hls-parser: ${error.message}\n${text}`);
  }
  const warnings = [];
  const parser = new M3u8Parser();
  parser.on("warn", ({ message }) => warnings.push(message));
  parser.push(text);
  parser.end();
  if (warnings.length > 0) {
    throw new Error(`m3u8-parser: ${warnings.join("; ")}\n${text}`);
  }
}

/**
 * hls-parser demands 85 % of PART-TARGET from independent parts too, which RFC 8216bis §4.4.4.9
 * exempts. Those parts, and no others, are shown to it at their full length.
 */
function withIndependentPartsAtTarget(text) {
  const target = /#EXT-X-PART-INF:PART-TARGET=([0-9.]+)/.exec(text)?.[1];
  return text.replaceAll(/^#EXT-X-PART:.*INDEPENDENT=YES.*$/gm, (line) =>
    Number(attributes(line).DURATION) < 0.85 * Number(target)
      ? line.replace(/DURATION=[0-9.]+/, `DURATION=${target}`)
      : line,
  );
}

/** Throws where the versions of one rendition, in their order, break a promise to the player. */
export function assertConsistent(texts) {
  const uris = new Map();
  const partUris = new Map();
  let before = null;
  for (const text of texts) {
    const playlist = readMediaPlaylist(text);
    const complain = (what) => {
      throw new Error(`${what}\n${text}`);
    };
    if (before) {
      for (const constant of ["targetDuration", "partTarget", "serverControl"]) {
        if (playlist[constant] !== before[constant]) complain(`${constant} changed`);
      }
      for (const sequence of ["mediaSequence", "discontinuitySequence"]) {
        if (playlist[sequence] < before[sequence]) complain(`${sequence} went back`);
      }
    }
    for (const { msn, uri, duration, parts } of playlist.segments) {
      if (uri && (uris.get(msn) ?? uri) !== uri) complain(`MSN ${msn} changed its URI`);
      if (uri) uris.set(msn, uri);
      if (uri && Math.round(duration) > playlist.targetDuration) complain(`MSN ${msn} too long`);
      parts.forEach((part, index) => {
        const key = `${msn}.${index}`;
        if ((partUris.get(key) ?? part.uri) !== part.uri) complain(`part ${key} changed its URI`);
        partUris.set(key, part.uri);
        if (part.duration > playlist.partTarget) complain(`part ${key} longer than PART-TARGET`);
      });
      const listed = parts.reduce((sum, part) => sum + part.duration, 0);
      if (uri && parts.length > 0 && Math.abs(listed - duration) > 0.002) {
        complain(`MSN ${msn}: EXTINF ${duration}, its parts last ${listed}`);
      }
    }
    const holdBack = Number(/PART-HOLD-BACK=([0-9.]+)/.exec(playlist.serverControl)?.[1]);
    if (!(holdBack >= 3 * playlist.partTarget - 1e-6)) complain("PART-HOLD-BACK below 3 parts");
    if (playlist.isEnded === (playlist.hint !== null))
      complain("a hint is for live, and only live");
    before = playlist;
  }
}
