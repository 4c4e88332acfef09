import type { ClientOptions } from "./call.ts";
import type { Client, Schemas } from "./operations.ts";
import { patiently } from "./patience.ts";
import { put } from "./put.ts";
import type { Failure, Result } from "./result.ts";

type SignedPart = Schemas["SignedPart"];

/** The bytes of an upload, and what is known of their way. */
export interface Sending {
  client: Client;
  uploadId: string;
  file: Blob;
  partSize: number;
  partCount: number;
  /** Signed already. */
  signed: readonly SignedPart[];
  /** Parts that need not be sent again. */
  arrived: readonly { partNumber: number; size: number }[];
  signal: AbortSignal | undefined;
  fetch: ClientOptions["fetch"];
  language: ClientOptions["language"];
  onSent: (bytes: number) => void;
}

/** Parts on their way at once. */
const LANES = 3;
/** Parts signed at once: as many as a slow line sends before their URLs expire. */
const SIGNED_AT_ONCE = 12;
/** Milliseconds: a URL with less left is signed again. */
const LEAST_LEFT = 10_000;

/** Sends every part that has not arrived, a few at a time; the first failure that does not pass ends it. */
export async function sendParts(sending: Sending): Promise<Failure | null> {
  const { client, uploadId, file, partSize, partCount, signal, fetch, language, onSent } = sending;
  const signed = new Map(sending.signed.map((part) => [part.partNumber, part]));
  const sent = new Map(sending.arrived.map(({ partNumber, size }) => [partNumber, size]));
  const numbers = Array.from({ length: partCount }, (_, index) => index + 1);
  const waiting = numbers.filter((number) => !sent.has(number));
  let failure: Failure | null = null;

  async function lane(): Promise<void> {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const mine = number;
      const { error } = await patiently(() => send(mine), signal);
      failure ??= error;
      if (failure) return;
    }
  }

  async function send(number: number): Promise<Result<null>> {
    const { data: part, error, response } = await sign(number);
    if (error) return { data: null, error, response };
    if (!part) {
      waiting.length = 0;
      return { data: null, error, response };
    }
    const bytes = file.slice((number - 1) * partSize, number * partSize);
    const result = await put({
      ...{ part, bytes, signal, fetch, language },
      onSent: (count) => report(number, count),
    });
    // The store refuses an expired URL; the next attempt asks for a new one.
    if (result.error) signed.delete(number);
    return result;
  }

  /** None is signed of an upload that is done or refused already: completing it tells which. */
  async function sign(number: number): Promise<Result<SignedPart | undefined>> {
    const known = signed.get(number);
    if (known && known.expiresAt - Date.now() > LEAST_LEFT) {
      return { data: known, error: null, response: new Response() };
    }
    const partNumbers = [number, ...waiting.slice(0, SIGNED_AT_ONCE - 1)];
    const { data, error, response } = await client.signParts(
      { params: { id: uploadId }, body: { partNumbers } },
      { ...(signal && { signal }) },
    );
    if (error) return { data, error, response };
    signed.delete(number);
    for (const part of data.parts) signed.set(part.partNumber, part);
    return { data: signed.get(number), error, response };
  }

  function report(number: number, bytes: number): void {
    sent.set(number, bytes);
    onSent([...sent.values()].reduce((sum, size) => sum + size, 0));
  }

  report(0, 0);
  await Promise.all(Array.from({ length: LANES }, lane));
  return failure;
}
