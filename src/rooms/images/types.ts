import type { OutputType } from "./driver.ts";

/** What kept renditions of a type end in. */
export const endings: Record<OutputType, string> = {
  "image/avif": "avif",
  "image/webp": "webp",
  "image/jpeg": "jpg",
  "image/png": "png",
};

/** Types that a client is sent only if it names them, the best first: a wildcard is also what comes from those that lack them. */
export const namedTypes = ["image/avif", "image/webp"] as const satisfies OutputType[];
export type NamedType = (typeof namedTypes)[number];

/** The type that a client gets of those that it names; undefined when there is none. */
export function bestNamed(writes: readonly OutputType[], named: readonly NamedType[]): NamedType | undefined {
  return namedTypes.find((type) => named.includes(type) && writes.includes(type));
}

/**
 * The type for who names neither AVIF nor WebP (mail clients, crawlers, link previews of messengers), which is what
 * everything shows: JPEG, or PNG where that would cover what shows through.
 */
export function universalType(writes: readonly OutputType[], opaque: boolean): OutputType {
  const wanted = opaque ? (["image/jpeg", "image/png"] as const) : (["image/png"] as const);
  return wanted.find((type) => writes.includes(type)) ?? "image/webp";
}
