/**
 * Whether `package-lock.json` installs everywhere: nothing missing for any platform, and no address of a registry in it.
 * npm writes a lock without the binaries that a mirror lacks, and `npm ci` then fails on somebody else's machine.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { root } from "./wrangler.ts";

interface Lock {
  packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
}

function faultsOf({ packages }: Lock): string[] {
  const installed = Object.entries(packages).filter(([path]) => path !== "");
  const addressed = installed.filter(([, { resolved }]) => resolved !== undefined);
  const unchecked = installed.filter(([, { integrity }]) => integrity === undefined);
  return [
    ...addressed.map(
      ([path]) => `${path} names the registry it came from: set omit-lockfile-registry-resolved=true`,
    ),
    ...unchecked.map(([path]) => `${path} has no integrity`),
  ];
}

async function missing(): Promise<string[]> {
  const run = promisify(execFile)("npm", ["ci", "--dry-run"], { cwd: root, encoding: "utf8" });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return `${stdout}${stderr}`.split("\n").filter((line) => line.includes("Missing:"));
}

const faults = [
  ...faultsOf(JSON.parse(readFileSync(resolve(root, "package-lock.json"), "utf8"))),
  ...(await missing()),
];
for (const fault of faults) console.error(fault);
console.log(
  faults.length === 0
    ? "package-lock.json installs everywhere"
    : `package-lock.json: ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
