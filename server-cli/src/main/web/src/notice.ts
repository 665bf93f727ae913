import type { Status, Stream } from './api';
import { byId, setText } from './dom';

export type NoticeKind = Exclude<Status, 'PLAYABLE'> | 'LOADING' | 'UNREACHABLE' | 'UNDECODABLE';

interface Text {
  title: string;
  detail: string;
  busy: boolean;
}

function text(kind: NoticeKind, codecs: string, leftOut: string): Text {
  switch (kind) {
    case 'OFFLINE':
      return {
        title: 'Nobody is live here yet',
        detail: 'The picture starts by itself when someone publishes.',
        busy: false,
      };
    case 'WAITING_FOR_KEY_FRAME':
      return {
        title: 'Waiting for a key frame',
        detail: 'A publisher is connected. The picture starts with its first key frame.',
        busy: true,
      };
    case 'STARTING':
      return {
        title: 'Starting',
        detail: 'The first seconds are being prepared.',
        busy: true,
      };
    case 'HELD':
      return {
        title: 'The publisher is gone',
        detail: 'It may return in a moment. The picture then goes on by itself.',
        busy: true,
      };
    case 'ENDED':
      return {
        title: 'The stream has ended',
        detail: 'When it begins again, the picture starts by itself.',
        busy: false,
      };
    case 'UNSUPPORTED_CODEC':
      return {
        title: 'This stream cannot be shown',
        detail: `HLS cannot carry its codecs${leftOut}. Publish H.264 video and AAC audio.`,
        busy: false,
      };
    case 'UNDECODABLE':
      return {
        title: 'This browser cannot play the stream',
        detail: `It has no decoder for the codecs of the stream${codecs}. Another browser may.`,
        busy: false,
      };
    case 'UNREACHABLE':
      return {
        title: 'The server does not answer',
        detail: 'Trying again…',
        busy: true,
      };
    case 'LOADING':
      return { title: 'Loading', detail: '', busy: true };
  }
}

function inBrackets(facts: string): string {
  return facts ? ` (${facts})` : '';
}

/** Says over the picture why there is none. */
export class Notice {
  private readonly root = byId('notice');

  constructor(private readonly path: string) {}

  show(kind: NoticeKind, stream: Stream | null = null): void {
    const leftOut = stream?.leftOut.join(', ') ?? '';
    const codecs = [stream?.video?.codec, stream?.audio?.codec].filter(Boolean).join(', ');
    const { title, detail, busy } = text(kind, inBrackets(codecs), inBrackets(leftOut));
    setText(byId('notice-title'), title);
    setText(byId('notice-detail'), detail);
    byId('notice-busy').hidden = !busy;
    byId('notice-obs').hidden = kind !== 'OFFLINE';
    this.root.dataset.kind = kind;
    this.root.hidden = false;
    document.title = `${title} · ${this.path}`;
  }

  hide(): void {
    if (this.root.hidden) return;
    this.root.hidden = true;
    document.title = `${this.path} · Headrace`;
  }
}
