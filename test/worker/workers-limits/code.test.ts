import { pbkdf2Sync, scrypt, scryptSync } from "node:crypto";
import { promisify } from "node:util";
import { describe, expect, it, test } from "vitest";
import { underLimits } from "../../setup/workers-limits/under-limits.ts";

const free = { plan: "free" } as const;

describe("cryptography", () => {
  const derive = async (iterations: number) => {
    const key = await crypto.subtle.importKey("raw", new Uint8Array(8), "PBKDF2", false, ["deriveBits"]);
    return crypto.subtle.deriveBits(
      { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(8), iterations },
      key,
      8,
    );
  };

  it("PBKDF2 takes 100,000 iterations and no more", async () => {
    const refusal = /iteration counts above 100000 are not supported \(requested 100001\)/;
    await underLimits(free, () => derive(100_000));
    await expect(underLimits(free, () => derive(100_001))).rejects.toThrow(refusal);
    expect(pbkdf2Sync("a", "b", 100_000, 8, "sha256")).toHaveLength(8);
    expect(() => pbkdf2Sync("a", "b", 100_001, 8, "sha256")).toThrow(refusal);
  });

  it("scrypt takes a cost of 2^20 and no more", async () => {
    const maxmem = 2 ** 30;
    expect(scryptSync("a", "b", 8, { N: 2 ** 16, r: 8, p: 2, maxmem })).toHaveLength(8);
    expect(() => scryptSync("a", "b", 8, { N: 2 ** 16, r: 8, p: 3, maxmem })).toThrow("cost exceeds maximum");
    const later = promisify((N: number, done: (error: Error | null) => void) =>
      scrypt("a", "b", 8, { N, r: 8, p: 1, maxmem }, done),
    );
    await expect(later(2 ** 18)).rejects.toThrow("cost exceeds maximum");
  });
});

describe("code that comes from elsewhere", () => {
  const nothing = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  const { compile, Module } = WebAssembly as unknown as {
    compile: (bytes: Uint8Array) => Promise<unknown>;
    Module: new (bytes: Uint8Array) => object;
  };

  test.each<[string, () => unknown]>([
    ["compile", () => compile(nothing)],
    ["instantiate", () => WebAssembly.instantiate(nothing as never)],
    ["Module", () => new Module(nothing)],
    // biome-ignore lint/security/noGlobalEval: that it fails is what is tested.
    ["eval", () => eval("1")],
    ["Function", () => new Function("return 1")()],
  ])("%s is refused", async (_how, make) => {
    const refusal = /Wasm code generation disallowed by embedder|Code generation from strings disallowed/;
    await expect(underLimits(free, async () => make())).rejects.toThrow(refusal);
    const caught = async () => make();
    await expect(underLimits(free, () => caught().catch(() => {}))).rejects.toThrow(refusal);
  });
});
