/** What a listing says of an object. */
export interface ListedObject {
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. Changes whenever the bytes do. */
  etag: string;
  /** Epoch milliseconds. */
  storedAt: number;
}

/** What a store says of one object. */
export interface StoredObject extends ListedObject {
  /** The media type that it was stored with. */
  type: string;
}

/** An object with its bytes; the body must be read or cancelled. */
export interface OpenObject extends StoredObject {
  body: ReadableStream<Uint8Array>;
}

/** A piece of an object: `length` bytes from `offset` on, fewer where the object ends. */
export interface ByteRange {
  offset: number;
  length: number;
}

/** How an object is to be kept. */
export interface PutOptions {
  /** Bytes; a stream has to be exactly so long. */
  size: number;
  type: string;
  storageClass?: StorageClass;
  /** `Cache-Control` for those who read the bucket directly. */
  cacheControl?: string;
  /** The name under which those who read the bucket directly save it; a signed download brings its own. */
  filename?: string;
}

export type StorageClass = "standard" | "infrequent-access";

/**
 * A URL that lets whoever holds it make one kind of request until it expires. The headers have to be sent exactly
 * so; Content-Length is pinned too, and left out here because every client sends it by itself.
 */
export interface SignedRequest {
  method: "GET" | "PUT";
  url: string;
  headers: Record<string, string>;
  /** Epoch milliseconds. */
  expiresAt: number;
}

export interface UploadedPart {
  /** From 1 on. */
  partNumber: number;
  etag: string;
  size: number;
}

/** Where signed URLs lead and how long they hold. */
export interface SignOptions {
  /** Seconds, 1 to 604,800. */
  expiresIn: number;
  /** The origin that the browser itself used; only development signs for it, as the local store lives there. */
  origin: string;
}

export interface ListOptions {
  /** From the page before. */
  cursor?: string;
  /** 1 to 1,000; a page may have fewer and still not be the last. */
  limit?: number;
}

/**
 * The port to an object store. Keys are ASCII; the room makes them. Failures are the four of `kit/vendor-problem`;
 * a missing object is null.
 */
export interface StorageDriver {
  readonly name: string;
  /** Other origins that signed URLs lead to: pages must be allowed to connect there. */
  readonly browserOrigins: readonly string[];
  head(key: string): Promise<StoredObject | null>;
  /** Null when the object is missing, or when `ifMatch` names another ETag than it has now. A range begins inside it. */
  open(key: string, options?: { range?: ByteRange; ifMatch?: string }): Promise<OpenObject | null>;
  /** A stream that is not as long as `size` says is a `body-wrong-length`. */
  put(
    key: string,
    body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>,
    options: PutOptions,
  ): Promise<StoredObject>;
  /** Copies the very bytes that have ETag `ifMatch`; null when the source has changed or gone. */
  copy(from: string, to: string, options: PutOptions & { ifMatch: string }): Promise<StoredObject | null>;
  /** Missing keys are no error. Any number of keys. */
  delete(keys: readonly string[]): Promise<void>;
  /** In key order. */
  list(prefix: string, options?: ListOptions): Promise<{ objects: ListedObject[]; cursor: string | null }>;

  /** A download. `filename` and `type` are answered as Content-Disposition (RFC 8187) and Content-Type. */
  signDownload(
    key: string,
    options: SignOptions & { filename: string; type: string; inline?: boolean },
  ): Promise<SignedRequest>;
  /** An upload of exactly `size` bytes of `type`. */
  signUpload(key: string, options: SignOptions & { size: number; type: string }): Promise<SignedRequest>;

  /** Begins an upload in parts; all parts but the last have the same size, at least 5 MiB. */
  beginParts(key: string, options: Omit<PutOptions, "size">): Promise<string>;
  signPart(
    key: string,
    uploadId: string,
    partNumber: number,
    options: SignOptions & { size: number },
  ): Promise<SignedRequest>;
  /** The parts that have arrived, in order. Null when there is no such upload (any more), where the store can tell. */
  listParts(key: string, uploadId: string, options: { origin: string }): Promise<UploadedPart[] | null>;
  /**
   * Joins the parts. Null when there is no such upload or a part is not as it arrived; but an upload that is finished
   * already answers its object, so that finishing may be tried again.
   */
  finishParts(
    key: string,
    uploadId: string,
    parts: readonly Pick<UploadedPart, "partNumber" | "etag">[],
  ): Promise<StoredObject | null>;
  /** An upload that is gone is no error. */
  abortParts(key: string, uploadId: string): Promise<void>;
}
