import type Hls from 'hls.js';
import { bufferAheadS } from './buffer';

const CHECK_MS = 100;
const MAX_RATE = 1.5;
/** Rates are multiples of this, so that they change seldom. */
const RATE_STEP = 0.05;
/** From so far off the target on it is worth it; it ends when nothing is left. */
const START_S = 0.06;
/** Rate while closer than the server asks for: a sound device that runs fast uses up the buffer. */
const SLOW_RATE = 0.95;
/** Speed beyond 1 for each second behind the target. */
const GAIN_PER_S = 1;
/** So many parts have to be ahead: the one that plays and some of the next. */
const LEAST_PARTS_AHEAD = 1.5;

/**
 * Plays a little faster while the picture is further behind than the server asks for, and a little
 * slower while it is closer. hls.js has the first too, but never with less than one second ahead,
 * which short parts never have.
 */
export class CatchUp {
  /** False while the viewer is further back on purpose. */
  enabled = true;
  private readonly timer = setInterval(() => this.check(), CHECK_MS);

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly hls: Hls,
  ) {}

  /** Seconds between the newest media and the picture; null until known. */
  get distanceS(): number | null {
    const details = this.hls.latestLevelDetails;
    return details?.live ? details.edge + details.age - this.video.currentTime : null;
  }

  close(): void {
    clearInterval(this.timer);
    this.video.playbackRate = 1;
  }

  private check(): void {
    const rate = this.rate();
    if (this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }

  private rate(): number {
    const { distanceS, hls, video } = this;
    const details = hls.latestLevelDetails;
    if (!this.enabled || video.paused || distanceS === null || hls.targetLatency === null || !details) return 1;
    const behindS = distanceS - hls.targetLatency;
    if (behindS < (video.playbackRate < 1 ? 0 : -START_S)) return SLOW_RATE;
    const leastAheadS = LEAST_PARTS_AHEAD * (details.partTarget || details.targetduration);
    const worthIt = behindS > (video.playbackRate > 1 ? 0 : START_S);
    if (!worthIt || bufferAheadS(video) < leastAheadS) return 1;
    const steps = Math.ceil((behindS * GAIN_PER_S) / RATE_STEP);
    return Math.min(MAX_RATE, 1 + steps * RATE_STEP);
  }
}
