import { byId, setText } from './dom';
import type { Session } from './session';

const STEP_S = 5;
const VOLUME_STEP = 0.1;
const IDLE_MS = 2_500;

/** Buttons and keys of the player. */
export class Controls {
  private readonly stage = byId('stage');
  private readonly play = byId<HTMLButtonElement>('play');
  private readonly mute = byId<HTMLButtonElement>('mute');
  private readonly unmute = byId<HTMLButtonElement>('unmute');
  private readonly volume = byId<HTMLInputElement>('volume');
  private readonly live = byId<HTMLButtonElement>('live');
  private readonly fullscreen = byId<HTMLButtonElement>('fullscreen');
  private idleTimer = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly session: () => Session | null,
  ) {
    this.play.addEventListener('click', () => this.togglePlay());
    this.mute.addEventListener('click', () => this.toggleMute());
    this.unmute.addEventListener('click', () => this.toggleMute());
    this.live.addEventListener('click', () => this.goLive());
    this.fullscreen.addEventListener('click', () => this.toggleFullscreen());
    this.volume.addEventListener('input', () => this.setVolume(Number(this.volume.value)));
    video.addEventListener('click', () => this.togglePlay());
    video.addEventListener('dblclick', () => this.toggleFullscreen());
    for (const event of ['play', 'pause', 'volumechange']) {
      video.addEventListener(event, () => this.update());
    }
    document.addEventListener('fullscreenchange', () => this.update());
    document.addEventListener('keydown', (event) => this.onKey(event));
    for (const event of ['pointermove', 'pointerdown', 'focusin']) {
      this.stage.addEventListener(event, () => this.wake());
    }
    this.update();
    this.wake();
  }

  update(): void {
    const { video } = this;
    toggle(this.play, !video.paused, 'Pause (space)', 'Play (space)');
    toggle(this.mute, video.muted, 'Unmute (m)', 'Mute (m)');
    toggle(this.fullscreen, document.fullscreenElement !== null, 'Leave full screen (f)', 'Full screen (f)');
    this.unmute.hidden = !video.muted;
    this.volume.value = String(video.muted ? 0 : video.volume);
    const behind = video.paused || this.session()?.isBehind === true;
    this.live.classList.toggle('behind', behind);
    setText(byId('live-label'), behind ? 'Go to live' : 'Live');
    this.stage.classList.toggle('paused', video.paused);
  }

  /** A live stream goes on while paused: playing again means to see it live. */
  private togglePlay(): void {
    if (this.video.paused) {
      this.goLive();
    } else {
      this.video.pause();
    }
  }

  private goLive(): void {
    this.session()?.goLive();
    this.video.play().catch(() => undefined);
  }

  private toggleMute(): void {
    this.video.muted = !this.video.muted;
    if (!this.video.muted && this.video.volume === 0) this.video.volume = 1;
  }

  private setVolume(volume: number): void {
    this.video.volume = Math.min(1, Math.max(0, volume));
    this.video.muted = this.video.volume === 0;
  }

  private toggleFullscreen(): void {
    if (document.fullscreenElement) {
      void document.exitFullscreen();
    } else if (this.stage.requestFullscreen) {
      void this.stage.requestFullscreen();
    } else {
      // iPhone: only the video itself can fill the screen.
      (this.video as HTMLVideoElement & { webkitEnterFullscreen?: () => void }).webkitEnterFullscreen?.();
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    const ownsKeys = target.closest('button, input, summary, a') !== null;
    const isSlider = target === this.volume;
    switch (event.key) {
      case ' ':
        if (ownsKeys) return;
        this.togglePlay();
        break;
      case 'k':
        this.togglePlay();
        break;
      case 'm':
        this.toggleMute();
        break;
      case 'f':
        this.toggleFullscreen();
        break;
      case 'l':
        this.goLive();
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
        if (isSlider) return;
        this.session()?.step(event.key === 'ArrowLeft' ? -STEP_S : STEP_S);
        break;
      case 'ArrowUp':
      case 'ArrowDown':
        if (isSlider) return;
        this.setVolume(this.video.volume + (event.key === 'ArrowUp' ? VOLUME_STEP : -VOLUME_STEP));
        break;
      default:
        return;
    }
    event.preventDefault();
    this.wake();
  }

  /** The buttons leave the picture when nobody moves. */
  private wake(): void {
    this.stage.classList.remove('idle');
    clearTimeout(this.idleTimer);
    this.idleTimer = window.setTimeout(() => this.stage.classList.add('idle'), IDLE_MS);
  }
}

function toggle(button: HTMLButtonElement, on: boolean, labelOn: string, labelOff: string): void {
  button.dataset.on = String(on);
  const label = on ? labelOn : labelOff;
  if (button.title !== label) {
    button.title = label;
    button.setAttribute('aria-label', label);
  }
}
