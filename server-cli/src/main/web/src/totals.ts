import type { ErrorData } from 'hls.js';

const MAX_KEPT_ERRORS = 100;

/** Counts since the page was opened, over all sessions. */
export class Totals {
  stalls = 0;
  fatalErrors = 0;
  /** The latest errors of hls.js, also those that it recovered from. */
  readonly errors: { atMs: number; details: string; fatal: boolean }[] = [];
  /** Playlist requests without _HLS_ directives, by the playlist's path below the page. */
  readonly plainPlaylistRequests: Record<string, number> = {};
  private stalled = false;
  private playedOnce = false;
  private earlierShown = 0;
  private earlierDropped = 0;

  constructor(private readonly video: HTMLVideoElement) {
    video.addEventListener('playing', () => {
      this.playedOnce = true;
      this.stalled = false;
    });
    video.addEventListener('waiting', () => this.onStall());
  }

  /** Frames that were shown. */
  get shownFrames(): number {
    const { totalVideoFrames, droppedVideoFrames } = this.video.getVideoPlaybackQuality();
    return this.earlierShown + totalVideoFrames - droppedVideoFrames;
  }

  /** Frames that were decoded too late to be shown. */
  get droppedFrames(): number {
    return this.earlierDropped + this.video.getVideoPlaybackQuality().droppedVideoFrames;
  }

  onRequest(address: string): void {
    const url = new URL(address, location.href);
    if (!url.pathname.endsWith('.m3u8') || url.search.includes('_HLS_')) return;
    const rendition = url.pathname.slice(location.pathname.length);
    this.plainPlaylistRequests[rendition] = (this.plainPlaylistRequests[rendition] ?? 0) + 1;
  }

  onError(data: ErrorData): void {
    if (data.fatal) this.fatalErrors++;
    if (this.errors.length === MAX_KEPT_ERRORS) this.errors.shift();
    this.errors.push({ atMs: Date.now(), details: data.details, fatal: data.fatal });
    if (data.details === 'bufferStalledError') this.onStall();
  }

  /** The video element starts to count anew with each session. */
  onSessionEnd(): void {
    this.earlierShown = this.shownFrames;
    this.earlierDropped = this.droppedFrames;
    this.playedOnce = false;
    this.stalled = false;
  }

  /** The browser's event and hls.js' error tell of the same stall. */
  private onStall(): void {
    if (!this.playedOnce || this.stalled || this.video.seeking || this.video.paused) return;
    this.stalled = true;
    this.stalls++;
  }
}
