// OBS Studio without a screen or a user: Xvfb, a throw-away home, control through obs-websocket 5.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { freePort } from "./ports.mjs";
import { Process, run, within } from "./processes.mjs";

const START_MS = 30_000;
const REPLY_MS = 10_000;

export class Obs {
  #home;
  #screen;
  #program;
  #socket;
  #nextRequest = 1;
  #replies = new Map();

  /**
   * OBS, ready to stream a looping test clip to `server` (rtmp://host:port/app) with `key`, and with
   * user and password where the server is to ask for them.
   */
  static async start({ server, key, username, password }) {
    const obs = new Obs();
    try {
      await obs.#start({ server, key, use_auth: username !== undefined, username, password });
      return obs;
    } catch (error) {
      await obs.stop();
      throw error;
    }
  }

  get log() {
    return this.#program.lines;
  }

  /** Starts streaming; resolves when OBS says that the server took it. */
  async startStreaming() {
    await this.#request("StartStream");
    await this.#program.waitForLine(/==== Streaming Start/, START_MS);
  }

  /** Starts streaming to a server that will not have it; returns the log line that says why. */
  async startStreamingInVain() {
    await this.#request("StartStream");
    return this.#program.waitForLine(/NetStream\.Publish\.\w+ \(.*\)/, START_MS);
  }

  /** Keeps what it encodes in an FLV file, whose name `stopRecording` tells. */
  async startRecording() {
    await this.#request("StartRecord");
    await this.#program.waitForLine(/==== Recording Start/, START_MS);
  }

  async stopRecording() {
    const { outputPath } = await this.#request("StopRecord");
    await this.#program.waitForLine(/==== Recording Stop/, START_MS);
    return outputPath;
  }

  /** GetStreamStatus of obs-websocket. */
  streamStatus() {
    return this.#request("GetStreamStatus");
  }

  async stopStreaming() {
    await this.#request("StopStream");
    await this.#program.waitForLine(/==== Streaming Stop/, START_MS);
  }

  /** Ends OBS whatever it does; a dialog it may show would hold up a polite end. */
  async stop() {
    this.#socket?.terminate();
    await this.#program?.stop("SIGKILL");
    await this.#screen?.stop("SIGKILL");
    await rm(this.#home, { recursive: true, force: true });
  }

  async #start(service) {
    this.#home = await mkdtemp(join(tmpdir(), "headrace-obs-"));
    const port = await freePort();
    await writeHome(this.#home, { port, service });
    this.#screen = new Process("Xvfb", "Xvfb", [
      ...["-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
    ]);
    const display = await this.#screen.waitForLine(/^\d+$/, START_MS);
    this.#program = startProgram(this.#home, display);
    await this.#program.waitForLine(/WebSocketServer::Start\] Server started/, START_MS);
    await this.#connect(port);
  }

  async #connect(port) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}`, "obswebsocket.json");
    const identified = new Promise((resolve, reject) => {
      this.#socket.once("error", reject);
      this.#socket.on("message", (data) => {
        const { op, d } = JSON.parse(data);
        if (op === 0) this.#send(1, { rpcVersion: 1, eventSubscriptions: 0 });
        else if (op === 2) resolve();
        else if (op === 7) this.#onReply(d);
      });
    });
    await within(START_MS, "obs-websocket: identified", identified);
  }

  #request(requestType) {
    const requestId = String(this.#nextRequest++);
    const reply = new Promise((resolve, reject) => this.#replies.set(requestId, [resolve, reject]));
    this.#send(6, { requestType, requestId, requestData: {} });
    return within(REPLY_MS, `obs-websocket: ${requestType}`, reply);
  }

  #onReply({ requestId, requestType, requestStatus, responseData }) {
    const [resolve, reject] = this.#replies.get(requestId);
    this.#replies.delete(requestId);
    if (requestStatus.result) resolve(responseData);
    else reject(new Error(`${requestType}: ${requestStatus.code} ${requestStatus.comment ?? ""}`));
  }

  #send(op, d) {
    this.#socket.send(JSON.stringify({ op, d }));
  }
}

function startProgram(home, display) {
  const { WAYLAND_DISPLAY, ...environment } = process.env;
  const env = {
    ...environment,
    HOME: join(home, "home"),
    XDG_CONFIG_HOME: join(home, "home/.config"),
    XDG_RUNTIME_DIR: join(home, "run"),
    DISPLAY: `:${display}`,
    LIBGL_ALWAYS_SOFTWARE: "1",
    GALLIUM_DRIVER: "llvmpipe",
    QT_QPA_PLATFORM: "xcb",
  };
  const options = [
    ...["--multi", "--minimize-to-tray", "--profile", "Test", "--collection", "Test"],
    ...["--disable-missing-files-check", "--unfiltered_log"],
  ];
  return new Process("obs", "obs", options, { env });
}

async function writeHome(home, { port, service }) {
  const studio = join(home, "home/.config/obs-studio");
  const profile = join(studio, "basic/profiles/Test");
  await mkdir(profile, { recursive: true });
  await mkdir(join(studio, "basic/scenes"), { recursive: true });
  await mkdir(join(home, "run"), { mode: 0o700 });
  const clip = join(home, "clip.mp4");
  await run("ffmpeg", [
    ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30"],
    ...["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "10"],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-c:a", "aac", clip],
  ]);
  await writeFile(
    join(studio, "global.ini"),
    ini({
      // FirstRun and InfoIncrement keep the wizard and the news away; LastVersion is 29.0.2.
      General: {
        ...{ Pre19Defaults: false, Pre21Defaults: false, Pre23Defaults: false },
        ...{ "Pre24.1Defaults": false, FirstRun: true, InfoIncrement: 99 },
        ...{ LastVersion: 486539266, EnableAutoUpdates: false },
      },
      Basic: {
        ...{ Profile: "Test", ProfileDir: "Test", SceneCollection: "Test" },
        ...{ SceneCollectionFile: "Test", ConfigOnNewProfile: false },
      },
      BasicWindow: {
        ...{ SysTrayEnabled: true, WarnBeforeStartingStream: false },
        ...{ WarnBeforeStoppingStream: false, PreviewEnabled: false },
      },
      OBSWebSocket: {
        ...{ FirstLoad: false, ServerEnabled: true, ServerPort: port },
        ...{ AlertsEnabled: false, AuthRequired: false },
      },
    }),
  );
  await writeFile(
    join(profile, "basic.ini"),
    ini({
      General: { Name: "Test" },
      Video: {
        ...{ BaseCX: 640, BaseCY: 360, OutputCX: 640, OutputCY: 360 },
        ...{ FPSType: 0, FPSCommon: 30 },
      },
      Audio: { SampleRate: 48000, ChannelSetup: "Stereo" },
      Output: { Mode: "Simple", Reconnect: true, RetryDelay: 2, MaxRetries: 5 },
      SimpleOutput: {
        ...{ VBitrate: 800, ABitrate: 128, UseAdvanced: true, Preset: "ultrafast" },
        ...{ StreamEncoder: "x264", x264Settings: "keyint=60", FilePath: home },
        ...{ RecQuality: "Stream", RecFormat: "flv" },
      },
    }),
  );
  const settings = { bwtest: false, ...service };
  const custom = JSON.stringify({ type: "rtmp_custom", settings });
  await writeFile(join(profile, "service.json"), custom);
  await writeFile(join(studio, "basic/scenes/Test.json"), JSON.stringify(scene(clip)));
}

function ini(sections) {
  return Object.entries(sections)
    .map(([name, values]) => {
      const lines = Object.entries(values).map(([key, value]) => `${key}=${value}`);
      return [`[${name}]`, ...lines].join("\n");
    })
    .join("\n\n");
}

/** One scene with the clip playing for ever. */
function scene(clip) {
  const origin = { x: 0, y: 0 };
  const item = {
    ...{ id: 1, name: "Media", visible: true, locked: false, pos: origin, rot: 0, align: 5 },
    ...{ scale: { x: 1, y: 1 }, bounds_type: 0, bounds_align: 0, bounds: origin },
    ...{ crop_left: 0, crop_top: 0, crop_right: 0, crop_bottom: 0 },
  };
  const settings = { custom_size: false, id_counter: 1, items: [item] };
  const media = { local_file: clip, looping: true, restart_on_activate: true, hw_decode: false };
  return {
    ...{ name: "Test", current_scene: "Scene", current_program_scene: "Scene" },
    scene_order: [{ name: "Scene" }],
    sources: [
      { id: "scene", name: "Scene", settings },
      {
        ...{ id: "ffmpeg_source", name: "Media", settings: media },
        ...{ mixers: 255, volume: 1, enabled: true },
      },
    ],
  };
}
