import { type Import, importsOf, type Source } from "./sources.ts";

/**
 * What one place may import: a path, a package, one of `kinds`, or everything that begins with a pattern which ends in `/`
 * or `:`. `own/` is the file's own room, and for drivers `vendor/` their vendor's own folder.
 */
interface Row {
  place: RegExp;
  may: readonly string[];
  /** What it may know the shape of, besides. */
  types?: readonly string[];
  /** Exceptions to `own/`. */
  never?: readonly RegExp[];
}

const doors = /^own\/(?:.*-)?(?:routes|admin|webhooks|pages|view|direct-upload)\.tsx?$|\.tsx$/;
const drivers = /^own\/drivers\//;
const stores = /^own\/(?:.*[-/])?store\.ts$/;
const services = /^own\/(?:.*\/)?service\.ts$/;

/** The first row whose place fits is the one that counts. */
const table: readonly Row[] = [
  { place: /^kit\//, may: ["kit/", "zod"] },
  { place: /^protocols\//, may: ["kit/", "protocols/", "aws4fetch", "node:crypto"] },
  { place: /^http\//, may: ["kit/", "http/", "zod", "zod/", "hono", "hono/"] },
  {
    place: /^platform\//,
    may: [
      ...["kit/", "platform/", "zod", "kysely", "cloudflare:", "node:async_hooks"],
      ...["@planetscale/database", "mysql2/", "../dist/manifest.json"],
    ],
  },
  {
    place: /^rooms\/\w+\/drivers\//,
    may: ["kit/", "protocols/", "own/", "vendor/", "package"],
    never: [doors, drivers, stores, services, /^(?:hono|kysely)\b/],
  },
  {
    place: /^rooms\/\w+\/(?:.*[-/])?store\.ts$/,
    may: ["kit/", "platform/database/", "kysely", "zod", "own/"],
    types: ["platform/"],
    never: [doors, drivers, services],
  },
  {
    place: /^rooms\/\w+\/templates(?:\.ts|\/)/,
    may: ["kit/", "hono/jsx", "hono/html", "own/"],
    never: [/^own\/(?:.*-)?(?:routes|admin|webhooks|pages|view)\.tsx?$/, drivers, stores, services],
  },
  {
    place:
      /^rooms\/\w+\/(?:(?:.*-)?(?:routes|admin|webhooks|pages)\.tsx?|view\.ts|direct-upload\.ts|.*\.tsx)$/,
    may: ["kit/", "http/", "site/", "zod", "hono/jsx", "own/", "problems"],
    types: ["platform/", "service", "own/store.ts"],
    never: [drivers, stores],
  },
  {
    place: /^rooms\/\w+\/(?:schema|(?:.*-)?driver)\.ts$/,
    may: ["kit/", "zod", "own/"],
    never: [doors, drivers, stores, services],
  },
  { place: /^rooms\/\w+\/topics\.ts$/, may: ["kit/", "zod"] },
  // A package in the making: it knows nothing of the house.
  { place: /^rooms\/images\/engine\//, may: ["own/engine/", "node:zlib"] },
  {
    place: /^rooms\/\w+\/(?:codecs|encoders|previews|html)\//,
    may: ["kit/", "own/", "package"],
    never: [doors, drivers, stores, services, /^(?:hono|kysely)\b/],
  },
  { place: /^rooms\/email\/batches\/csv\.ts$/, may: ["papaparse"] },
  {
    place: /^rooms\/\w+\//,
    may: ["kit/", "zod", "own/", "topics", "problems", "node:zlib"],
    types: ["platform/", "service", "port"],
    never: [doors, drivers],
  },
  {
    place: /^(?:site|console)\//,
    may: ["kit/", "http/", "site/", "zod", "hono/jsx", "platform/assets.ts", "problems"],
    types: ["services.ts", "platform/"],
  },
  { place: /^mail\.ts$/, may: ["behind doors"], types: ["kit/", "platform/", "port"] },
  { place: /^services\.ts$/, may: ["kit/", "platform/", "drivers.ts", "jobs.ts", "mail.ts", "behind doors"] },
  { place: /^drivers\.ts$/, may: ["platform/", "driver"], types: ["port"] },
  {
    place: /^app\.ts$/,
    may: ["kit/", "http/", "platform/", "hono", "hono/", "site/", "door"],
    types: ["services.ts"],
  },
  {
    place: /^jobs\.ts$/,
    may: ["kit/", "platform/outbox/handler.ts", "topics"],
    types: ["service", "platform/"],
  },
  { place: /^index\.ts$/, may: ["app.ts", "services.ts", "platform/", "cloudflare:"] },
  { place: /^client(?:\.ts|\/)/, may: ["client/"], types: ["kit/", "schema"] },
  { place: /^sandbox\/browser\//, may: ["sandbox/browser/", "sandbox/inbox/", "web/"], types: ["sandbox/"] },
  {
    place: /^sandbox\/(?:main|server)\.tsx?$|^sandbox\/server\//,
    may: [
      "sandbox/",
      "src/kit/",
      "zod",
      "hono",
      "hono/",
      "node:",
      "@hono/node-server",
      "@hono/node-server/",
      "esbuild",
    ],
    never: [/^sandbox\/browser\//],
  },
  {
    place: /^sandbox\//,
    may: ["sandbox/", "src/kit/", "zod", "hono", "hono/"],
    never: [/^sandbox\/(?:main\.|server[./]|browser\/)/],
  },
];

/** Kinds of files across rooms. */
const kinds: Record<string, RegExp> = {
  service: /^rooms\/\w+\/(?:(?:[\w-]+\/)?service|upkeep)\.ts$/,
  "behind doors": /^rooms\/\w+\/(?!drivers\/)(?!.*(?:routes|admin|webhooks|pages|view)\.tsx?$).*\.ts$/,
  port: /^rooms\/\w+\/(?:.*-)?driver\.ts$/,
  driver: /^rooms\/\w+\/drivers\/[\w-]+\.ts$/,
  door: /^rooms\/\w+\/(?:.*-)?(?:routes|admin|webhooks|pages)\.tsx?$/,
  problems: /^(?:rooms\/\w+|platform\/\w+)\/problems\.ts$/,
  topics: /^rooms\/\w+\/topics\.ts$/,
  schema: /^rooms\/\w+\/schema\.ts$/,
  /** Our own imports carry their extension. */
  package: /^(?!.*\.tsx?$)/,
};

/** The imports of a file that the table does not allow, as sentences. */
export function importFaults(source: Source): string[] {
  const row = table.find(({ place }) => place.test(source.path));
  if (!row) return [`${source.path} has no place in the table`];
  return importsOf(source)
    .filter((found) => !isAllowed(row, source.path, found))
    .map(({ target, typeOnly }) => `${source.path} imports ${typeOnly ? "a type of " : ""}${target}`);
}

function isAllowed(row: Row, path: string, { target, typeOnly }: Import): boolean {
  const local = localName(path, target);
  const fits = (pattern: string) =>
    kinds[pattern]?.test(target) ?? (/[/:]$/.test(pattern) ? local.startsWith(pattern) : local === pattern);
  if (typeOnly && row.types?.some(fits)) return true;
  if (row.never?.some((pattern) => pattern.test(local))) return false;
  return row.may.some(fits);
}

function localName(path: string, target: string): string {
  const vendor = /^rooms\/\w+\/drivers\/[\w-]+/.exec(path)?.[0];
  if (vendor && target.startsWith(`${vendor}/`)) return target.replace(vendor, "vendor");
  const room = /^rooms\/\w+\//.exec(path)?.[0];
  return room && target.startsWith(room) ? target.replace(room, "own/") : target;
}
