import { deflateRawSync, inflateRawSync } from "node:zlib";
import { bytesOf } from "../../../kit/encoding.ts";
import type { SealedBox } from "../../../kit/sealed-box.ts";
import type { StorageDriver } from "../../files/driver.ts";
import type { Recipient } from "./recipient-rules.ts";

/** Recipients of a block, which is also a page when it is read. */
const MOST_A_BLOCK = 1_000;
/** Characters of a block before it is sealed, so that what is made of a page fits a query of 2 MB. */
const LONGEST_BLOCK = 300_000;

type Box = Pick<SealedBox, "seal" | "openBytes">;

/** A recipient as a line of a block: short names, as there are many. */
interface Written {
  e: string;
  n: string | null;
  d: Record<string, string>;
}

/**
 * Puts recipients into sealed blocks of NDJSON, one after another. Deflated before it is sealed (RFC 1951), a
 * block is a fraction of what is in it, and all that is held of it.
 */
export function createBlocks(key: string, sealedBox: Box) {
  const sealed: string[] = [];
  let lines: string[] = [];
  let length = 0;

  async function close(): Promise<void> {
    if (lines.length === 0) return;
    const content = deflateRawSync(lines.join("\n"));
    sealed.push(await sealedBox.seal(content, placeOf(key, sealed.length)));
    lines = [];
    length = 0;
  }

  return {
    async add({ email, name, data }: Recipient): Promise<void> {
      const line = JSON.stringify({ e: email, n: name, d: data } satisfies Written);
      if (lines.length === MOST_A_BLOCK || length + line.length > LONGEST_BLOCK) await close();
      lines.push(line);
      length += line.length;
    },

    /** The sealed blocks, once nobody is added any more. */
    async finish(): Promise<readonly string[]> {
      await close();
      return sealed;
    },
  };
}

/** Digits of a length. */
const DIGITS = 8;

/**
 * Writes an object of sealed blocks: the length of the first, then each block on a line of its own with the length of the
 * one that follows it, so that every page takes one read. All is ASCII.
 */
export async function writeBlocks(
  storage: Pick<StorageDriver, "put">,
  key: string,
  blocks: readonly string[],
): Promise<void> {
  const lengthOf = (block = "") => String(block.length).padStart(DIGITS, "0");
  const size = blocks.reduce((sum, block) => sum + block.length + DIGITS + 2, DIGITS + 1);
  let next = -1;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const following = lengthOf(blocks[next + 1]);
      controller.enqueue(bytesOf(next < 0 ? `${following}\n` : `${blocks[next]} ${following}\n`));
      next += 1;
      if (next === blocks.length) controller.close();
    },
  });
  await storage.put(key, body, { size, type: "application/octet-stream" });
}

/** One block, and where the next one is; null when the object is gone. */
export async function readBlock(
  { storage, sealedBox }: { storage: Pick<StorageDriver, "open">; sealedBox: Box },
  key: string,
  cursor: string | null,
): Promise<{ recipients: Recipient[]; next: string | null } | null> {
  const place = cursor ? parseCursor(cursor) : await firstPlace(storage, key);
  if (!place) return null;
  const { index, offset, length } = place;
  const line = await readText(storage, key, offset, length + DIGITS + 1);
  if (line === null) return null;
  const content = await sealedBox.openBytes(line.slice(0, length), placeOf(key, index));
  const following = Number(line.slice(length + 1));
  const recipients = inflateRawSync(content).toString().split("\n").map(toRecipient);
  const next = following > 0 ? `${index + 1}.${offset + length + DIGITS + 2}.${following}` : null;
  return { recipients, next };
}

/** Where a block stands in its object. */
interface Place {
  readonly index: number;
  readonly offset: number;
  readonly length: number;
}

async function firstPlace(storage: Pick<StorageDriver, "open">, key: string): Promise<Place | null> {
  const length = await readText(storage, key, 0, DIGITS);
  return length === null ? null : { index: 0, offset: DIGITS + 1, length: Number(length) };
}

function parseCursor(cursor: string): Place {
  const [, index, offset, length] = /^(\d+)\.(\d+)\.(\d+)$/.exec(cursor) ?? [];
  if (length === undefined) throw new Error("This is no cursor of an audience.");
  return { index: Number(index), offset: Number(offset), length: Number(length) };
}

async function readText(
  storage: Pick<StorageDriver, "open">,
  key: string,
  offset: number,
  length: number,
): Promise<string | null> {
  const object = await storage.open(key, { range: { offset, length } });
  return object && new Response(object.body).text();
}

function toRecipient(line: string): Recipient {
  const { e, n, d } = JSON.parse(line) as Written;
  return { email: e, name: n, data: d };
}

/** A block opens in its object at its place and nowhere else. */
const placeOf = (key: string, index: number) => ({
  table: "email_audiences",
  column: "block",
  id: `${key}#${index}`,
});
