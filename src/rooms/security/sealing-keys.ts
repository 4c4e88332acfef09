import { fromBase64Url } from "../../kit/encoding.ts";
import type { SealingKey } from "../../kit/sealed-box.ts";

/** Stands in .dev.vars.example for everybody to read. */
const published = "dG92LWRldmVsb3BtZW50LW9ubHktc2VhbGluZy1rZXk";

/** Bytes of a key for AES-256. */
const KEY_BYTES = 32;

/** What `SEALING_KEYS` has to be: each rule by the sentence that says it is broken. Sentences never show a value. */
export function sealingKeyRules(development: boolean): Record<string, (setting: string) => boolean> {
  return {
    "has to be id:key, separated by commas, the newest first; an id is small letters, digits and -": (
      setting,
    ) => entriesOf(setting).every(({ id, key }) => /^[a-z0-9-]{1,32}$/.test(id) && key !== undefined),
    "a key has to be 32 bytes in base64url": (setting) =>
      entriesOf(setting).every(({ key }) => fromBase64Url(key ?? "")?.length === KEY_BYTES),
    "an id or a key stands there twice": (setting) => {
      const entries = entriesOf(setting);
      return [entries.map(({ id }) => id), entries.map(({ key }) => key)].every(
        (all) => new Set(all).size === all.length,
      );
    },
    "the published development key is among them; make one of your own": (setting) =>
      development || entriesOf(setting).every(({ key }) => key !== published),
  };
}

/** The keys of a setting that has passed its rules; none of none. */
export function readSealingKeys(setting: string | null): SealingKey[] {
  if (setting === null) return [];
  return entriesOf(setting).map(({ id, key = "" }) => ({
    id,
    bytes: fromBase64Url(key) ?? new Uint8Array(),
  }));
}

function entriesOf(setting: string): { id: string; key: string | undefined }[] {
  return setting.split(",").map((entry) => {
    const [id = "", key, ...rest] = entry.trim().split(":");
    return { id, key: rest.length > 0 ? undefined : key };
  });
}
