import { execFileSync } from "node:child_process";

interface Process {
  pid: number;
  parent: number;
  /** Of memory. */
  bytes: number;
  name: string;
}

/** Bytes of memory that the workerd processes below this one hold: the Worker, and all that is simulated around it. */
export function residentBytes(): number {
  return workerds().reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The workerd processes below this one. */
export function workerds(): Process[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,comm="], { encoding: "utf8" });
  const processes = rows
    .trim()
    .split("\n")
    .map((row): Process => {
      const [pid, parent, kibibytes, ...name] = row.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        bytes: Number(kibibytes) * 1024,
        name: name.join(" "),
      };
    });
  const family = new Set([process.pid]);
  // Parents may stand behind their children, so it is gone over until nobody is added.
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  return processes.filter(({ pid, name }) => family.has(pid) && name.endsWith("workerd"));
}
