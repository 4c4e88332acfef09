import { createInbox } from "./inbox.ts";
import { startPostman } from "./postman.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";
import { inboxAsset } from "./server/assets.ts";
import { listen } from "./server/listen.ts";

/** How a server is started. */
export interface SandboxServerOptions {
  /** Left out: a free one. */
  port?: number;
  /** `posted`: webhooks go to their URL by themselves. `pulled`: they wait until a test takes them. */
  mode?: "posted" | "pulled";
  /** Milliseconds before each further attempt to post a webhook. */
  pauses?: readonly number[];
}

/** A sandbox that other programs reach. */
export interface SandboxServer {
  /** Such as `http://localhost:8788`. */
  url: string;
  sandbox: Sandbox;
  close(): Promise<void>;
}

/** Serves a sandbox with its inbox on this machine's own addresses, and nowhere else. */
export async function startSandbox(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const { port = 0, mode = "pulled", pauses } = options;
  const sandbox = createSandbox();
  const inbox = createInbox(mode);
  const answer = async (request: Request): Promise<Response> =>
    (await inbox(request)) ?? (await inboxAsset(request)) ?? sandbox.fetch(request);
  const { url, close } = await listen(port, answer);
  const stopPosting = mode === "posted" ? startPostman(sandbox, pauses && { pauses }) : () => {};
  return {
    url,
    sandbox,
    close() {
      stopPosting();
      return close();
    },
  };
}
