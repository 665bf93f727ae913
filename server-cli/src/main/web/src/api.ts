/** What the server tells about a stream: GET /api/streams and /api/streams/<path>. */

export type Status =
  | 'OFFLINE'
  | 'WAITING_FOR_KEY_FRAME'
  | 'STARTING'
  | 'PLAYABLE'
  | 'HELD'
  | 'ENDED'
  | 'UNSUPPORTED_CODEC';

export interface Stream {
  path: string;
  state: 'IDLE' | 'LIVE' | 'HELD' | 'ENDED' | 'OFFLINE';
  status: Status;
  generation: string | null;
  video: { codec: string; width: number; height: number; frameRate: number | null } | null;
  audio: { codec: string; sampleRate?: number; channels?: number } | null;
  /** What HLS cannot carry of it, and why. */
  leftOut: string[];
  sinceMs: number | null;
}

const TIMEOUT_MS = 5_000;
const RTMP_PORT = 1935;

export async function fetchStreams(): Promise<Stream[]> {
  const response = await get('/api/streams');
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/**
 * Null where nothing is known about the path, which is as good as offline. Says that somebody waits
 * to see it, which starts a source that is fetched on demand.
 */
export async function fetchStream(path: string): Promise<Stream | null> {
  const response = await get(`/api/streams/${path}?wanted=1`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

function get(url: string): Promise<Response> {
  return fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
}

/** What to type into OBS to publish to a path such as live/name. */
export async function obsSettings(path: string): Promise<{ server: string; key: string }> {
  const port = await rtmpPort();
  const slash = path.lastIndexOf('/');
  const host = port === RTMP_PORT ? location.hostname : `${location.hostname}:${port}`;
  return {
    server: `rtmp://${host}/${path.slice(0, Math.max(slash, 0))}`,
    key: path.slice(slash + 1),
  };
}

async function rtmpPort(): Promise<number> {
  try {
    return (await (await get('/api/server')).json()).rtmpPort;
  } catch {
    return RTMP_PORT;
  }
}
