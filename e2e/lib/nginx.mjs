// nginx with nginx-rtmp: the server that people come from, as origin and as reference.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./ports.mjs";
import { Process, until } from "./processes.mjs";

const START_MS = 10_000;
const MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so";

export class Nginx {
  #folder;

  /** A server with the application `live`, on ports of its own. */
  static async start() {
    const nginx = new Nginx();
    nginx.rtmpPort = await freePort();
    nginx.httpPort = await freePort();
    nginx.#folder = await mkdtemp(join(tmpdir(), "headrace-nginx-"));
    await writeFile(join(nginx.#folder, "nginx.conf"), nginx.#configuration());
    await nginx.restart();
    return nginx;
  }

  rtmpUrl(path) {
    return `rtmp://127.0.0.1:${this.rtmpPort}/${path}`;
  }

  /** Starts it, again after `kill`, on the same ports. */
  async restart() {
    const configuration = ["-p", this.#folder, "-c", "nginx.conf", "-e", "error.log"];
    this.process = new Process("nginx", "nginx", configuration);
    await until(START_MS, "nginx answers", () => this.stat());
  }

  /** Ends it as a crash does. */
  async kill() {
    await this.process.stop("SIGKILL");
  }

  async stop() {
    await this.process?.stop("SIGKILL");
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Its statistics as XML. */
  async stat() {
    const response = await fetch(`http://127.0.0.1:${this.httpPort}/stat`);
    return response.text();
  }

  /** How many play a stream of `live`. */
  async players(name) {
    const streams = (await this.stat()).split("<stream>").slice(1);
    const stream = streams.find((xml) => xml.includes(`<name>${name}</name>`)) ?? "";
    const clients = stream.split("<client>").slice(1);
    return clients.filter((xml) => !xml.split("</client>")[0].includes("<publishing/>")).length;
  }

  #configuration() {
    return `
load_module ${MODULE};
daemon off;
master_process off;
user root;
pid ${this.#folder}/nginx.pid;
events { worker_connections 256; }
rtmp { server { listen 127.0.0.1:${this.rtmpPort}; application live { live on; } } }
http {
  access_log off;
  server { listen 127.0.0.1:${this.httpPort}; location /stat { rtmp_stat all; } }
}
`;
  }
}
