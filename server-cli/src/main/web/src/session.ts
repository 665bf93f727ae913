import Hls, { ErrorDetails, Events, type ErrorData, type HlsConfig } from 'hls.js';
import { CatchUp } from './catch-up';
import type { Totals } from './totals';

/** Why a session is over; the page then asks the server anew and starts another. */
export type SessionEnd = 'ended' | 'fatal' | 'codec';

const CODEC_ERRORS: string[] = [
  ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR,
  ErrorDetails.BUFFER_ADD_CODEC_ERROR,
  ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR,
];

/** Further behind than this beyond the target is not live any more. */
const LIVE_SLACK_S = 2;

/** Bitrate is averaged over this much media. */
const BITRATE_WINDOW_S = 6;

function config(totals: Totals): Partial<HlsConfig> {
  return {
    lowLatencyMode: true,
    liveDurationInfinity: true,
    backBufferLength: 20,
    // The parts are fragmented MP4: nothing is left for a worker to do.
    enableWorker: false,
    enableInterstitialPlayback: false,
    // While the publisher is away no playlist changes: wait for as long as the server does.
    playlistLoadPolicy: {
      default: {
        maxTimeToFirstByteMs: 10_000,
        maxLoadTimeMs: 20_000,
        timeoutRetry: { maxNumRetry: Infinity, retryDelayMs: 0, maxRetryDelayMs: 0 },
        errorRetry: { maxNumRetry: Infinity, retryDelayMs: 250, maxRetryDelayMs: 1_000 },
      },
    },
    xhrSetup: (_xhr, url) => totals.onRequest(url),
  };
}

/** One generation of a stream in one hls.js, from attaching to its end. */
export class Session {
  readonly hls: Hls;
  readonly catchUp: CatchUp;
  bitsPerSecond = 0;
  /** From the playlist's address: /<path>/<generation>/… */
  generation: string | null = null;
  private readonly loads = new Map<string, { bits: number; seconds: number }[]>();
  private readonly over = new AbortController();

  constructor(
    private readonly video: HTMLVideoElement,
    source: string,
    private readonly totals: Totals,
    onEnd: (why: SessionEnd, detail: string) => void,
  ) {
    const hls = (this.hls = new Hls(config(totals)));
    hls.on(Events.ERROR, (_event, data) => {
      totals.onError(data);
      if (data.fatal) onEnd(CODEC_ERRORS.includes(data.details) ? 'codec' : 'fatal', describe(data));
    });
    hls.on(Events.MANIFEST_PARSED, (_event, data) => {
      this.generation = generationOf(data.levels[0]?.url[0] ?? '', source);
    });
    hls.on(Events.FRAG_BUFFERED, (_event, { frag, part, stats }) => {
      this.addLoad(frag.type, stats.total * 8, part?.duration ?? frag.duration);
    });
    this.catchUp = new CatchUp(video, hls);
    hls.loadSource(source);
    hls.attachMedia(video);
    video.addEventListener('ended', () => onEnd('ended', ''), { signal: this.over.signal });
  }

  /** Milliseconds from the picture's arrival at the server to its showing here. */
  get latencyMs(): number | null {
    const shown = this.hls.playingDate;
    return shown ? Date.now() - shown.getTime() : null;
  }

  /** True when further back than a moment of bad luck explains. */
  get isBehind(): boolean {
    const { distanceS } = this.catchUp;
    const target = this.hls.targetLatency;
    return distanceS !== null && target !== null && distanceS > target + LIVE_SLACK_S;
  }

  goLive(): void {
    this.catchUp.enabled = true;
    const live = this.hls.liveSyncPosition;
    if (live !== null) this.video.currentTime = live;
  }

  /** Moves by so many seconds, to what is listed and not beyond the live position. */
  step(seconds: number): void {
    const { seekable, currentTime } = this.video;
    const live = this.hls.liveSyncPosition;
    if (!seekable.length || live === null) return;
    if (currentTime + seconds >= live) {
      this.goLive();
    } else {
      this.catchUp.enabled = false;
      this.video.currentTime = Math.max(seekable.start(0), currentTime + seconds);
    }
  }

  /** After an outage that was the publisher's, the extra distance kept for ours is given back. */
  forgetStalls(): void {
    const holdBack = this.hls.latestLevelDetails?.partHoldBack;
    if (holdBack) this.hls.targetLatency = holdBack;
  }

  close(): void {
    this.over.abort();
    this.totals.onSessionEnd();
    this.catchUp.close();
    this.hls.destroy();
  }

  private addLoad(rendition: string, bits: number, seconds: number): void {
    const loads = this.loads.get(rendition) ?? [];
    this.loads.set(rendition, loads);
    loads.push({ bits, seconds });
    let total = loads.reduce((sum, load) => sum + load.seconds, 0);
    while (total - loads[0].seconds >= BITRATE_WINDOW_S) total -= loads.shift()!.seconds;
    this.bitsPerSecond = 0;
    for (const each of this.loads.values()) {
      const bitsOfAll = each.reduce((sum, load) => sum + load.bits, 0);
      this.bitsPerSecond += bitsOfAll / each.reduce((sum, load) => sum + load.seconds, 0);
    }
  }
}

function describe(data: ErrorData): string {
  return data.response ? `${data.details} (${data.response.code})` : data.details;
}

function generationOf(playlistUrl: string, source: string): string | null {
  const base = new URL('.', new URL(source, location.href)).href;
  return playlistUrl.startsWith(base) ? playlistUrl.slice(base.length).split('/')[0] : null;
}
