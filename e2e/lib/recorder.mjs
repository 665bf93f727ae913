// Runs inside the page, before its own scripts: counts frames and stalls and reads the clock that
// is burnt into the demo's picture. Independent of the player's statistics.

/**
 * Installs `window.recorder`. Self-contained: the browser gets its source text.
 *
 * The clock is 24 x 2 black and white squares from the top left corner, each 2/45 of the picture's
 * height: 42 bits of epoch milliseconds, then 6 bits of check sum.
 */
export function recordInPage() {
  const COLUMNS = 24;
  const ROWS = 2;
  const CELL_PX = 4;
  const READ_EVERY = 3;
  const LONG_JUMP_S = 0.5;
  const LONG_PAUSE_MS = 500;

  const canvas = new OffscreenCanvas(COLUMNS * CELL_PX, ROWS * CELL_PX);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let record = emptyRecord();
  let last = null;
  let callbacks = 0;

  function emptyRecord() {
    return {
      stalls: [],
      /** Times without a new frame. */
      pauses: [],
      /** Frames whose media time is not soon after that of the frame before. */
      jumps: [],
      latenciesMs: [],
      framesWithoutClock: 0,
      framesShown: 0,
      mediaSeconds: 0,
    };
  }

  function readClock(video) {
    const edge = (video.videoHeight * 2) / 45;
    context.drawImage(
      video,
      ...[0, 0, COLUMNS * edge, ROWS * edge],
      ...[0, 0, canvas.width, canvas.height],
    );
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const bits = [];
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const x = column * CELL_PX + CELL_PX / 2;
        const y = row * CELL_PX + CELL_PX / 2;
        bits.push(data[(y * canvas.width + x) * 4 + 1] > 127 ? 1 : 0);
      }
    }
    const groups = [];
    for (let i = 0; i < bits.length; i += 6) {
      groups.push(bits.slice(i, i + 6).reduce((value, bit) => value * 2 + bit, 0));
    }
    const check = groups.pop();
    const sum = groups.reduce((total, group) => total + group, 42);
    return sum % 64 === check ? groups.reduce((value, group) => value * 64 + group, 0) : null;
  }

  function onFrame(video, { presentedFrames, mediaTime }) {
    const nowMs = Date.now();
    if (last && presentedFrames > last.presentedFrames) {
      const mediaSeconds = mediaTime - last.mediaTime;
      record.framesShown += presentedFrames - last.presentedFrames;
      record.mediaSeconds += mediaSeconds;
      if (mediaSeconds < 0 || mediaSeconds > LONG_JUMP_S) {
        record.jumps.push({ atMs: nowMs, from: last.mediaTime, to: mediaTime });
      }
      if (nowMs - last.atMs > LONG_PAUSE_MS) {
        record.pauses.push({ fromMs: last.atMs, toMs: nowMs });
      }
    }
    last = { presentedFrames, mediaTime, atMs: nowMs };
    if (callbacks++ % READ_EVERY === 0) {
      const madeAtMs = readClock(video);
      if (madeAtMs === null) record.framesWithoutClock++;
      else record.latenciesMs.push(Date.now() - madeAtMs);
    }
  }

  const watched = new WeakSet();
  function watch(video) {
    if (watched.has(video)) return;
    watched.add(video);
    const next = (_now, metadata) => {
      onFrame(video, metadata);
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  }

  // Media events do not bubble, but they are captured.
  document.addEventListener("playing", ({ target }) => watch(target), true);
  document.addEventListener(
    "waiting",
    ({ target }) => record.stalls.push({ atMs: Date.now(), mediaTime: target.currentTime }),
    true,
  );

  window.recorder = {
    take() {
      const taken = record;
      record = emptyRecord();
      return taken;
    },
  };
}
