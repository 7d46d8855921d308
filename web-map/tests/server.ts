// The real server, as a process of its own: it can be stopped and started again.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const IFN = at("../../target/release/ifn");
export const BUILD = at("../../target/web-map/out");
/** Variable that holds the address of the server that all tests share. */
export const SHARED_URL = "IFN_MAP_URL";
/** Pictures to look at. */
export const SHOTS = at("../../target/screenshots");

export class Server {
  #child: ChildProcess | null = null;
  #more: string[] = [];
  /** `http://127.0.0.1:port/` */
  url = "";

  /** The server that all tests share: it is not theirs to stop. */
  static shared(): Server {
    const server = new Server();
    server.url = process.env[SHARED_URL] ?? "";
    return server;
  }

  /** `more` are other arguments of `ifn serve`. */
  static async start(build = BUILD, more: string[] = []): Promise<Server> {
    const server = new Server();
    server.#more = more;
    await server.#run(build, "127.0.0.1:0");
    return server;
  }

  /** At the same place as before. */
  async again(build = BUILD): Promise<void> {
    await this.#run(build, new URL(this.url).host);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await ended;
  }

  async #run(build: string, listen: string): Promise<void> {
    const child = spawn(IFN, ["serve", "--out", build, "--listen", listen, "--no-access-log", ...this.#more], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    let said = "";
    this.url = await new Promise<string>((resolve, reject) => {
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const found = /http:\/\/[\d.]+:\d+\//.exec(said);
        if (found) resolve(found[0]);
      });
      child.once("exit", () => reject(new Error(said)));
    });
  }
}
