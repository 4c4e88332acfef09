import type { Declaration } from "../../../src/http/route.ts";

/** Something that a parameter can be, and that is not there. */
const samples: Record<string, string> = {
  id: "0190a3c1-7c3e-7abc-8def-0123456789ab",
  key: "posts/content/2026/01/0190a3c1-7c3e-7abc-8def-0123456789ab.png",
  preset: "thumb",
  name: "welcome",
};

/** An address of the route. Parameters that nobody has taught this file stand for themselves. */
export function samplePath({ path }: Pick<Declaration, "path">): string {
  return path.replace(/\{(\w+)\+?\}/g, (_, name: string) => samples[name] ?? name);
}
