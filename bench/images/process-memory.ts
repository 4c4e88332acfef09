import { readFileSync } from "node:fs";

/** Bytes of memory that a process holds now. NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  return field(pid, "VmRSS");
}

/** The most that it ever held. */
export function peakBytes(pid: number): number {
  return field(pid, "VmHWM");
}

function field(pid: number, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
