import { type Input, type Megapixels, type VariantName, variants } from "./corpus.ts";

/** Pixels. With a height the picture fills both sides and is cropped, without one it is kept whole. */
export const outputs = { "300x200": { width: 300, height: 200 }, "1280": { width: 1280 } } as const;
export type OutputName = keyof typeof outputs;

/** One picture to make of one file. */
export interface Case extends Input {
  output: OutputName;
}

/** What the engine has to keep to: times sharp's time, and MiB. */
export interface Bar {
  ratio: number;
  /** All memory, with the encoder's. */
  peak: number;
  /** Before the encoder comes. */
  decode?: number;
}

const SCENE = 1;

const sizes: Partial<Record<VariantName, readonly Megapixels[]>> = {
  "jpeg-baseline": [12, 24, 50, 100],
  "jpeg-progressive": [12, 24, 50, 100],
  png: [12, 50, 100],
};

const bothOutputs: readonly VariantName[] = ["jpeg-baseline", "jpeg-progressive", "png", "png-adaptive"];

/** All there is to measure, small files first. */
export const cases: readonly Case[] = (Object.keys(variants) as VariantName[]).flatMap((variant) =>
  (bothOutputs.includes(variant) ? (["300x200", "1280"] as const) : (["300x200"] as const)).flatMap(
    (output) => (sizes[variant] ?? [12]).map((megapixels) => ({ variant, megapixels, scene: SCENE, output })),
  ),
);

/** Null where nothing was promised. */
export function barFor({ variant, output }: Pick<Case, "variant" | "output">): Bar | null {
  if (output === "1280") {
    if (variant.startsWith("png")) return { ratio: 1.8, peak: 48 };
    return variant.startsWith("jpeg") ? { ratio: 1.2, peak: 48 } : null;
  }
  if (variant === "jpeg-baseline") return { ratio: 1, peak: 24, decode: 8 };
  if (variant === "jpeg-progressive") return { ratio: 0.2, peak: 32 };
  if (variant.startsWith("png")) return { ratio: 1.5, peak: 24 };
  return variant === "webp" ? { ratio: 1.5, peak: 64 } : null;
}

/**
 * The cases that words such as `jpeg-baseline`, `12mp` and `300x200` choose: one that is named of each kind, and any of
 * a kind of which none is. @throws on a word that names nothing
 */
export function chosen(words: readonly string[]): Case[] {
  const names = ({ variant, megapixels, output }: Case) => [variant, `${megapixels}mp`, output];
  const known = cases.map(names);
  const stranger = words.find((word) => !known.flat().includes(word));
  if (stranger !== undefined)
    throw new Error(`Nothing is called ${stranger}: choose from ${[...new Set(known.flat())].join(", ")}.`);
  const kinds = [0, 1, 2].map((kind) => words.filter((word) => known.some((name) => name[kind] === word)));
  return cases.filter((each) =>
    kinds.every((wanted, kind) => wanted.length === 0 || wanted.includes(names(each)[kind]!)),
  );
}
