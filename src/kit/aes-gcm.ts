/** Bytes of a nonce: the length that is taken as it is (NIST SP 800-38D, section 5.2.1.1 and 8.2.2). */
export const NONCE_BYTES = 12;
/** Bytes of a tag, the longest there is (section 5.2.1.2); WebCrypto writes it behind the ciphertext. */
export const TAG_BYTES = 16;

type Bytes = Uint8Array<ArrayBuffer>;

/** What both sides have to agree on besides the key. */
export interface GcmParameters {
  nonce: Bytes;
  /** Authenticated and not encrypted. */
  associated: Bytes;
}

/** A key for AES-256-GCM of 32 bytes, which nobody can read out again. */
export function importGcmKey(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** The ciphertext with its tag behind it (NIST SP 800-38D, section 7.1). A nonce may serve a key only once. */
export async function encryptGcm(
  key: CryptoKey,
  plaintext: Bytes,
  parameters: GcmParameters,
): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt(algorithm(parameters), key, plaintext));
}

/** The plaintext (section 7.2). @throws OperationError when one bit of anything is not as it was. */
export async function decryptGcm(
  key: CryptoKey,
  ciphertext: Bytes,
  parameters: GcmParameters,
): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.decrypt(algorithm(parameters), key, ciphertext));
}

function algorithm({ nonce, associated }: GcmParameters) {
  return { name: "AES-GCM", iv: nonce, additionalData: associated, tagLength: TAG_BYTES * 8 };
}
