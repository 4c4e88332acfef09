import manifest from "../../dist/manifest.json" with { type: "json" };

/** What `npm run build` has made of `web/`, by its name without the hash: `site.css`. */
export type AssetName = keyof typeof manifest;

/** Where an asset is served. Its name holds a hash of its bytes, so browsers may keep it for good. */
export function assetPath(name: AssetName): string {
  return manifest[name];
}
