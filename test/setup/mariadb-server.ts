import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Connection, createConnection } from "mariadb";

/** A MariaDB of our own, which nobody else reaches and which leaves nothing behind. */
export interface MariadbServer {
  /** `mysql://` address of a user who may do everything. */
  address: string;
  stop(): Promise<void>;
}

/** Whether this machine has the server installed. */
export function hasMariadb(): boolean {
  return findProgram("mariadbd") !== undefined && findProgram("mariadb-install-db") !== undefined;
}

/** Starts an empty server in a new directory; takes about two seconds. */
export async function startMariadb(): Promise<MariadbServer> {
  const directory = mkdtempSync(join(tmpdir(), "tov-mariadb-"));
  const socketPath = join(directory, "socket");
  const port = await findFreePort();
  const owner = chooseOwner(directory);
  const paths = [`--datadir=${join(directory, "data")}`, `--socket=${socketPath}`];
  createSystemTables(paths, owner);
  const server = spawn(
    findProgram("mariadbd")!,
    ["--no-defaults", ...paths, `--port=${port}`, ...serverOptions],
    {
      ...owner,
      stdio: "ignore",
    },
  );
  // Where the tests end without ending the setup.
  process.once("exit", () => server.kill());
  const root = await waitUntilReady(socketPath, server);
  await root.query("grant all on *.* to local@'127.0.0.1' identified by 'local'");
  await root.end();
  return { address: `mysql://local:local@127.0.0.1:${port}`, stop: () => stop(server, directory) };
}

/** Strict and by the byte as PlanetScale is; durability is nothing to a test. */
const serverOptions = [
  "--bind-address=127.0.0.1",
  "--character-set-server=utf8mb4",
  "--collation-server=utf8mb4_bin",
  "--sql-mode=STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,ONLY_FULL_GROUP_BY",
  "--default-time-zone=+00:00",
  "--skip-name-resolve",
  "--skip-log-bin",
  "--innodb-buffer-pool-size=32M",
  "--innodb-log-file-size=4M",
  "--innodb-flush-log-at-trx-commit=0",
  "--innodb-lock-wait-timeout=5",
];

/** MariaDB does not run as root, so root lends the directory to nobody. */
function chooseOwner(directory: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const nobody = 65534;
  chownSync(directory, nobody, nobody);
  return { uid: nobody, gid: nobody };
}

function createSystemTables(paths: string[], owner: { uid?: number; gid?: number }): void {
  const options = ["--no-defaults", ...paths, "--auth-root-authentication-method=normal", "--skip-test-db"];
  const { status, stderr } = spawnSync(findProgram("mariadb-install-db")!, options, {
    ...owner,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`mariadb-install-db failed: ${stderr}`);
}

async function waitUntilReady(socketPath: string, server: ChildProcess): Promise<Connection> {
  for (let attempt = 0; attempt < 200 && server.exitCode === null; attempt++) {
    const connection = await createConnection({ socketPath, user: "root" }).catch(() => undefined);
    if (connection) return connection;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  server.kill();
  throw new Error("mariadbd does not answer.");
}

async function stop(server: ChildProcess, directory: string): Promise<void> {
  const exited = new Promise((resolve) => server.once("exit", resolve));
  server.kill();
  await exited;
  rmSync(directory, { recursive: true, force: true });
}

function findProgram(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/bin"];
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("No port.")),
      );
    });
  });
}
