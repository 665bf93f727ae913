import { bufferAheadS } from './buffer';
import { byId, setText } from './dom';
import type { Session } from './session';
import type { Totals } from './totals';

/** The figures below the picture. */
export class StatsPanel {
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly totals: Totals,
    private readonly session: () => Session | null,
  ) {}

  update(): void {
    const { video, totals } = this;
    const session = this.session();
    const latencyMs = session?.latencyMs ?? null;
    setText(byId('stat-latency'), latencyMs === null ? '–' : `${(latencyMs / 1_000).toFixed(2)} s`);
    setText(byId('stat-bitrate'), session?.bitsPerSecond ? bitrate(session.bitsPerSecond) : '–');
    setText(byId('stat-buffer'), `${bufferAheadS(video).toFixed(1)} s`);
    setText(
      byId('stat-resolution'),
      video.videoWidth ? `${video.videoWidth} × ${video.videoHeight}` : '–',
    );
    setText(byId('stat-rate'), `${video.playbackRate.toFixed(2)} ×`);
    const dropped = totals.droppedFrames;
    const all = dropped + totals.shownFrames;
    setText(byId('stat-dropped'), all ? `${dropped} of ${all}` : '–');
    setText(byId('stat-stalls'), String(totals.stalls));
  }
}

function bitrate(bitsPerSecond: number): string {
  return bitsPerSecond < 1e6
    ? `${Math.round(bitsPerSecond / 1e3)} kbit/s`
    : `${(bitsPerSecond / 1e6).toFixed(2)} Mbit/s`;
}
