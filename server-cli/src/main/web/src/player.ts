import './style.css';
import Hls from 'hls.js';
import { fetchStream, obsSettings, type Stream } from './api';
import { bufferAheadS } from './buffer';
import { Controls } from './controls';
import { byId, setText, wireCopyButtons } from './dom';
import { Notice } from './notice';
import { Session, type SessionEnd } from './session';
import { StatsPanel } from './stats-panel';
import { Totals } from './totals';

const TICK_MS = 250;
const DISPLAY_MS = 250;
const POLL_MS = 1_000;
/** Without progress for this long, the server is asked why. */
const STUCK_MS = 1_200;
/** Without progress for this long although the stream can be played, hls.js is started afresh. */
const RESTART_MS = 8_000;

/**
 * Plays the stream of this page for as long as the page is open. It is always in one of two states:
 * with a session, watching its progress; or without, asking the server until there is something to
 * play.
 */
class Player {
  private session: Session | null = null;
  private native = false;
  private lastTimeS = 0;
  private progressAtMs = 0;
  private polledAtMs = -Infinity;
  private polling = false;
  private held = false;
  /** A generation that this browser cannot decode is not tried again. */
  private undecodable: string | null = null;

  constructor(
    readonly path: string,
    private readonly video: HTMLVideoElement,
    private readonly totals: Totals,
    private readonly notice: Notice,
  ) {
    setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  get current(): Session | null {
    return this.session;
  }

  private tick(): void {
    const nowMs = performance.now();
    if (!this.playing) {
      this.poll(nowMs);
      return;
    }
    if (this.video.currentTime !== this.lastTimeS || this.paused) {
      this.lastTimeS = this.video.currentTime;
      this.progressAtMs = nowMs;
      if (this.video.currentTime > 0) this.onProgress();
    } else if (nowMs - this.progressAtMs > STUCK_MS) {
      this.poll(nowMs);
    }
  }

  private get playing(): boolean {
    return this.session !== null || this.native;
  }

  /** Paused by the viewer, or kept from starting by the browser, once there is a picture. */
  private get paused(): boolean {
    return this.video.paused && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  private onProgress(): void {
    this.notice.hide();
    if (this.held) {
      this.held = false;
      this.session?.forgetStalls();
    }
  }

  private async poll(nowMs: number): Promise<void> {
    if (this.polling || nowMs - this.polledAtMs < POLL_MS) return;
    this.polling = true;
    this.polledAtMs = nowMs;
    try {
      this.onStatus(await fetchStream(this.path));
    } catch {
      this.notice.show('UNREACHABLE');
    } finally {
      this.polling = false;
    }
  }

  private onStatus(stream: Stream | null): void {
    const status = stream?.status ?? 'OFFLINE';
    const leftOut = byId('left-out');
    leftOut.hidden = !stream?.leftOut.length;
    setText(leftOut, stream?.leftOut.join(' · ') ?? '');
    if (this.playing) {
      this.superviseStuck(stream);
    } else if (status === 'PLAYABLE' && stream?.generation !== this.undecodable) {
      this.start();
    } else {
      this.notice.show(status === 'PLAYABLE' ? 'UNDECODABLE' : status, stream);
    }
  }

  private superviseStuck(stream: Stream | null): void {
    const status = stream?.status ?? 'OFFLINE';
    const sameGeneration = this.native || stream?.generation === this.session?.generation;
    const stuckMs = performance.now() - this.progressAtMs;
    if (stuckMs < STUCK_MS) return;
    if (status === 'HELD') {
      this.held = true;
      this.notice.show(status, stream);
    } else if (status === 'PLAYABLE' && sameGeneration && stuckMs < RESTART_MS) {
      this.notice.show('LOADING');
    } else {
      this.stop();
      this.polledAtMs = -Infinity;
    }
  }

  private start(): void {
    const source = `/${this.path}/index.m3u8`;
    this.lastTimeS = this.video.currentTime;
    this.progressAtMs = performance.now();
    this.notice.show('LOADING');
    if (Hls.isSupported()) {
      this.session = new Session(this.video, source, this.totals, (why) => this.onEnd(why));
    } else if (this.video.canPlayType('application/vnd.apple.mpegurl')) {
      this.native = true;
      this.video.src = source;
    } else {
      this.notice.show('UNDECODABLE');
      return;
    }
    this.video.play().catch(() => undefined);
  }

  /** For a native player the video element tells; see the listeners below. */
  onEnd(why: SessionEnd): void {
    if (why === 'codec') this.undecodable = this.session?.generation ?? null;
    this.stop();
  }

  private stop(): void {
    this.session?.close();
    this.session = null;
    if (this.native) {
      this.native = false;
      this.video.removeAttribute('src');
      this.video.load();
    }
    this.held = false;
  }

  onNativeEnd(): void {
    if (this.native) this.stop();
  }
}

const path = location.pathname.replace(/^\/+|\/+$/g, '');
const video = byId<HTMLVideoElement>('video');
const totals = new Totals(video);
const notice = new Notice(path);
const player = new Player(path, video, totals, notice);
for (const event of ['ended', 'error']) {
  video.addEventListener(event, () => player.onNativeEnd());
}

document.title = `${path} · Headrace`;
setText(byId('name'), path);
setText(byId('playlist'), new URL(`/${path}/index.m3u8`, location.href).href);
void obsSettings(path).then(({ server, key }) => {
  setText(byId('obs-server'), server);
  setText(byId('obs-key'), key);
});
wireCopyButtons();

const controls = new Controls(video, () => player.current);
const panel = new StatsPanel(video, totals, () => player.current);
setInterval(() => {
  panel.update();
  controls.update();
}, DISPLAY_MS);

/**
 * For the console and for tests. All counts are since the page was opened.
 *
 *   latencyMs       now minus EXT-X-PROGRAM-DATE-TIME of the picture shown; null when not playing
 *   currentTime     of the video element, in seconds
 *   stalls          times that playback stood still for want of media
 *   fatalErrors     errors after which hls.js had to be started afresh
 *   errors          the latest errors of hls.js, also those that it recovered from
 *   shownFrames, droppedFrames
 *   playlistRequestsWithoutDirectives  count by playlist; one each is the first load
 *   playbackRate    above 1 while catching up with the live edge
 *   targetLatencyMs what hls.js aims at; bufferMs ahead of the picture; bitsPerSecond received
 *   generation      of the stream that is playing
 */
export interface Stats {
  latencyMs: number | null;
  currentTime: number;
  stalls: number;
  fatalErrors: number;
  errors: { atMs: number; details: string; fatal: boolean }[];
  shownFrames: number;
  droppedFrames: number;
  playlistRequestsWithoutDirectives: Record<string, number>;
  playbackRate: number;
  targetLatencyMs: number | null;
  bufferMs: number;
  bitsPerSecond: number;
  generation: string | null;
}

function stats(): Stats {
  const session = player.current;
  const target = session?.hls.targetLatency;
  return {
    latencyMs: session?.latencyMs ?? null,
    currentTime: video.currentTime,
    stalls: totals.stalls,
    fatalErrors: totals.fatalErrors,
    errors: totals.errors.slice(),
    shownFrames: totals.shownFrames,
    droppedFrames: totals.droppedFrames,
    playlistRequestsWithoutDirectives: { ...totals.plainPlaylistRequests },
    playbackRate: video.playbackRate,
    targetLatencyMs: target ? target * 1_000 : null,
    bufferMs: bufferAheadS(video) * 1_000,
    bitsPerSecond: session?.bitsPerSecond ?? 0,
    generation: session?.generation ?? null,
  };
}

declare global {
  interface Window {
    headrace: { stats: () => Stats };
  }
}
window.headrace = { stats };
