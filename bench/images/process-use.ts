import { readdirSync, readFileSync } from "node:fs";

/** Bytes of memory that a process holds now. NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  return field(pid, "VmRSS");
}

/** The most that it ever held. */
export function peakBytes(pid: number): number {
  return field(pid, "VmHWM");
}

/** Milliseconds that its living threads have computed, whatever they had to wait for others. NaN where there is no /proc. */
export function cpuMilliseconds(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
    );
    return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
  } catch {
    return Number.NaN;
  }
}

function field(pid: number, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
