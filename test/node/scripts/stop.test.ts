import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const module = resolve(import.meta.dirname, "../../../scripts/stop.ts");
const program = `
  const { onStop } = await import(${JSON.stringify(module)});
  onStop((signal) => { console.log(signal); process.exit(0); });
  // Nobody is left to end it when the test fails.
  setTimeout(() => process.exit(1), 8000);
  console.log("ready");
`;

/** What a program says that npm has started through a shell, when the shell or the program itself gets the signal. */
async function wordsOf(whom: "shell" | "program", signal: NodeJS.Signals): Promise<string> {
  const command = '"$NODE" --input-type=module -e "$PROGRAM" & echo $!; wait';
  const env = { ...process.env, NODE: process.execPath, PROGRAM: program, npm_lifecycle_event: "dev" };
  const shell = spawn("sh", ["-c", command], { env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  shell.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text, { timeout: 5000 }).toContain("ready");
  if (whom === "shell") shell.kill(signal);
  else process.kill(Number.parseInt(text, 10), signal);
  await once(shell.stdout, "close");
  return text.trim().split("\n").at(-1) ?? "";
}

test.skipIf(process.platform === "win32").each([
  ["program", "SIGTERM", "SIGTERM"],
  ["program", "SIGINT", "SIGINT"],
  ["shell", "SIGTERM", "SIGTERM"],
  ["shell", "SIGKILL", "SIGTERM"],
] as const)(
  "where the %s is sent %s, the program hears %s",
  async (whom, signal, heard) => {
    expect(await wordsOf(whom, signal)).toBe(heard);
  },
  10_000,
);
