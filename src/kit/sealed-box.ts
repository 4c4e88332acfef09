import { decryptGcm, encryptGcm, importGcmKey, NONCE_BYTES, TAG_BYTES } from "./aes-gcm.ts";
import { bytesOf, fromBase64Url, toBase64Url } from "./encoding.ts";
import { defineProblem } from "./problem.ts";
import { vendorMisconfigured } from "./vendor-problem.ts";
import type { World } from "./world.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Where a sealed value stands. It opens there and nowhere else. */
export interface Place {
  table: string;
  column: string;
  /** The row's id. */
  id: string;
}

/** A key of 32 bytes, and the name that sealed values carry of it. */
export interface SealingKey {
  id: string;
  bytes: Bytes;
}

/** Keeps secrets and personal data unreadable in the database. */
export interface SealedBox {
  /** `v1.<key id>.<base64url of nonce, ciphertext and tag>`, a different text each time. A lone surrogate becomes U+FFFD. */
  seal(content: string | Bytes, place: Place): Promise<string>;
  /** The text that was sealed. @throws `sealed-box-not-opened` */
  open(sealed: string, place: Place): Promise<string>;
  /** As `open`, for bytes. */
  openBytes(sealed: string, place: Place): Promise<Bytes>;
  /** Whether the newest key sealed it. */
  isCurrent(sealed: string): boolean;
  /** How everything begins that the newest key seals: ASCII, for queries. */
  readonly currentPrefix: string;
  /** The newest key's id. */
  readonly currentKey: string;
}

export const notOpened = defineProblem({
  id: "sealed-box-not-opened",
  status: 500,
  title: { ko: "보관된 암호화 값을 열 수 없습니다", en: "A sealed value does not open" },
  meaning: {
    ko: "암호화해 보관한 값이 바뀌었거나, 다른 자리로 옮겨졌거나, 그것을 잠근 키가 SEALING_KEYS에 없습니다. 요청 번호와 함께 운영자에게 알려 주세요.",
    en: "A value that is kept encrypted was changed, or moved to another place, or the key that sealed it is not among SEALING_KEYS. Tell the operator, with the request's number.",
  },
});

const VERSION = "v1";

/**
 * AES-256-GCM (NIST SP 800-38D) under several keys: the first seals, all open. Version, key id and place are
 * authenticated along with the content. Nonces are random (section 8.2.2), so a key is good for 2^32 values (8.3).
 *
 * Without keys everything it is asked throws `vendor-misconfigured`, which names the setting.
 */
export function createSealedBox(deps: { keys: readonly SealingKey[]; random: World["random"] }): SealedBox {
  const { keys, random } = deps;
  const imported = new Map<string, CryptoKey>();

  /** Kept once it is there, and not as a promise: one request should not wait for another's. */
  async function cryptoKey({ id, bytes }: SealingKey): Promise<CryptoKey> {
    const key = imported.get(id) ?? (await importGcmKey(bytes));
    imported.set(id, key);
    return key;
  }

  function newest(): SealingKey {
    const [key] = keys;
    if (!key) throw vendorMisconfigured({ cause: "SEALING_KEYS" });
    return key;
  }

  async function openBytes(sealed: string, place: Place): Promise<Bytes> {
    newest();
    const fail = (reason: string, cause?: unknown) => notOpened({ cause: { ...place, reason, cause } });
    const parts = parse(sealed);
    const key = keys.find(({ id }) => id === parts?.keyId);
    if (!parts || !key) throw fail(parts ? `no key ${parts.keyId}` : "no sealed value");
    try {
      const parameters = { nonce: parts.nonce, associated: associatedData(key.id, place) };
      return await decryptGcm(await cryptoKey(key), parts.ciphertext, parameters);
    } catch (cause) {
      throw fail("changed, or of another place", cause);
    }
  }

  return {
    async seal(content, place) {
      const key = newest();
      const nonce = random(NONCE_BYTES);
      const plaintext = typeof content === "string" ? bytesOf(content) : content;
      const associated = associatedData(key.id, place);
      const ciphertext = await encryptGcm(await cryptoKey(key), plaintext, { nonce, associated });
      return prefixOf(key) + toBase64Url(join(nonce, ciphertext));
    },

    async open(sealed, place) {
      const bytes = await openBytes(sealed, place);
      try {
        return utf8.decode(bytes);
      } catch (cause) {
        throw notOpened({ cause: { ...place, reason: "no text", cause } });
      }
    },

    openBytes,
    isCurrent: (sealed) => sealed.startsWith(prefixOf(newest())),
    get currentPrefix() {
      return prefixOf(newest());
    },
    get currentKey() {
      return newest().id;
    },
  };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function prefixOf({ id }: SealingKey): string {
  return `${VERSION}.${id}.`;
}

/** A JSON list of texts, because no two different lists are written alike. */
function associatedData(keyId: string, { table, column, id }: Place): Bytes {
  return bytesOf(JSON.stringify([VERSION, keyId, table, column, id]));
}

function parse(sealed: string): { keyId: string; nonce: Bytes; ciphertext: Bytes } | null {
  const [, keyId = "", text = ""] = /^v1\.([a-z0-9-]+)\.([\w-]+)$/.exec(sealed) ?? [];
  const bytes = fromBase64Url(text);
  if (!bytes || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  // The last character may have bits that say nothing; a text with those set is not the one that was written.
  if (toBase64Url(bytes) !== text) return null;
  return { keyId, nonce: bytes.subarray(0, NONCE_BYTES), ciphertext: bytes.subarray(NONCE_BYTES) };
}

function join(nonce: Bytes, ciphertext: Bytes): Bytes {
  const joined = new Uint8Array(nonce.length + ciphertext.length);
  joined.set(nonce);
  joined.set(ciphertext, nonce.length);
  return joined;
}
