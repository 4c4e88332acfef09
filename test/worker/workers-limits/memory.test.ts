import { beforeEach, expect, it, test } from "vitest";
import { underLimits } from "../../setup/workers-limits/under-limits.ts";

const free = { plan: "free" } as const;
const MB = 1024 * 1024;
const page = 64 * 1024;

// What was made in one turn of the event loop cannot be collected before the next.
beforeEach(() => scheduler.wait(1));

test.each<[string, (megabytes: number) => unknown]>([
  ["views", (megabytes) => new Uint8Array(megabytes * MB)],
  ["buffers", (megabytes) => new ArrayBuffer(megabytes * MB)],
  ["WebAssembly", (megabytes) => new WebAssembly.Memory({ initial: (megabytes * MB) / page })],
])("%s of 128 MB in all are too much", async (_what, make) => {
  const held: unknown[] = [];
  const fill = async () => {
    for (let i = 0; i < 5; i++) held.push(make(30));
  };
  await expect(underLimits(free, fill)).rejects.toThrow("memory limit");
  expect(held.splice(0)).toHaveLength(4);
});

it("what nobody holds any more does not count", async () => {
  await underLimits(free, async () => {
    for (let i = 0; i < 20; i++) {
      new Uint8Array(30 * MB).fill(1);
      await scheduler.wait(1);
    }
  });
});

it("a memory that has grown is found at the event's end", async () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const growing = underLimits(free, async () => memory.grow((129 * MB) / page));
  await expect(growing).rejects.toThrow("memory limit");
  expect(memory.buffer.byteLength).toBe(129 * MB + page);
});
