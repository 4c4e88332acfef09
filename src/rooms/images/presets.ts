import type { Rendition } from "./driver.ts";

/** A rendition but for what depends on the picture and on who asks for it. */
export type Preset = Omit<Rendition, "type" | "focus">;

/** What visitors may ask for, and nothing else: so nobody can run up work by asking for odd sizes. */
export const presets = {
  thumb: { width: 300, height: 200, fit: "cover", quality: 80 },
  card: { width: 640, fit: "inside", quality: 80 },
  content: { width: 1280, fit: "inside", quality: 80 },
  banner: { width: 1920, fit: "inside", quality: 80 },
  avatar: { width: 128, height: 128, fit: "cover", quality: 80 },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
