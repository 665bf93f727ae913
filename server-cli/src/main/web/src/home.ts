import './style.css';
import { fetchStreams, obsSettings, type Stream } from './api';
import { byId, element, setText, wireCopyButtons } from './dom';

const REFRESH_MS = 2_000;

const list = byId('streams');
const empty = byId('empty');
const count = byId('count');
const trouble = byId('trouble');
const setup = byId<HTMLDetailsElement>('setup');
let shown = '';

function label(stream: Stream): string {
  switch (stream.status) {
    case 'PLAYABLE':
      return 'Live';
    case 'HELD':
      return 'Interrupted';
    case 'ENDED':
      return 'Ended';
    case 'UNSUPPORTED_CODEC':
      return 'Unsupported codec';
    default:
      return 'Starting';
  }
}

function facts(stream: Stream): string {
  const parts: string[] = [];
  if (stream.video?.width) {
    const { width, height, frameRate } = stream.video;
    parts.push(`${width} × ${height}`);
    if (frameRate) parts.push(`${Math.round(frameRate * 100) / 100} fps`);
  }
  const codecs = [stream.video?.codec, stream.audio?.codec].filter(Boolean);
  if (codecs.length) parts.push(codecs.join(', '));
  parts.push(...stream.leftOut);
  return parts.join(' · ');
}

function card(stream: Stream): HTMLElement {
  const item = element('li');
  const link = element('a', 'card');
  link.href = `/${stream.path}/`;
  const head = element('span', 'card-head');
  const badge = element('span', 'badge', label(stream));
  badge.dataset.status = stream.status;
  head.append(element('strong', '', stream.path), badge);
  link.append(head, element('span', 'quiet', facts(stream)));
  item.append(link);
  return item;
}

function show(streams: Stream[]): void {
  const visible = streams
    .filter((stream) => stream.status !== 'OFFLINE' && stream.status !== 'ENDED')
    .sort((a, b) => a.path.localeCompare(b.path));
  const now = JSON.stringify(visible);
  trouble.hidden = true;
  if (now === shown) return;
  // Elements that are about to go must not take the keyboard focus with them.
  const focused = (document.activeElement as HTMLAnchorElement | null)?.href;
  list.replaceChildren(...visible.map(card));
  for (const link of list.querySelectorAll('a')) if (link.href === focused) link.focus();
  if (shown === '') setup.open = visible.length === 0;
  shown = now;
  empty.hidden = visible.length > 0;
  count.hidden = visible.length === 0;
  setText(count, visible.length === 1 ? '1 stream' : `${visible.length} streams`);
}

async function refresh(): Promise<void> {
  if (!document.hidden) {
    try {
      show(await fetchStreams());
    } catch {
      trouble.hidden = false;
    }
  }
  setTimeout(refresh, REFRESH_MS);
}

void obsSettings('live/name').then(({ server }) => setText(byId('obs-server'), server));
wireCopyButtons();
void refresh();
