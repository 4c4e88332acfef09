import type { FileView, PartsGiven, SignedPart, UploadView } from "../../src/rooms/files/schema.ts";
import type { Api } from "../api.ts";
import { Failure } from "../failure.ts";
import { createGate } from "./gate.ts";
import { type BegunUpload, fingerprintOf, type Memory } from "./memory.ts";
import { putPart } from "./put-part.ts";
import { type Retrying, retry } from "./retry.ts";

/** One file on its way, and who wants to know how it goes. */
export interface UploadTask extends Retrying {
  file: File;
  collection: string;
  /** Bytes that have been sent. */
  progress(sent: number): void;
  /** Everything has been sent and the server looks at it. */
  checking(): void;
}

/** An upload that is going on: what is signed already, and how many bytes of which part have been sent. */
interface OpenUpload extends BegunUpload {
  signed: Map<number, SignedPart>;
  sent: Map<number, number>;
}

/** Milliseconds that a signature must still hold to be worth using. */
const MARGIN = 15_000;

/**
 * Sends files straight to the store, a few parts at a time over all files, and has them checked. Lost connections are waited
 * out, signatures that have run out are renewed, and a file that was begun before goes on where it stopped.
 */
export function createUploader({
  api,
  memory,
  concurrency = 3,
}: {
  api: Api;
  memory: Memory;
  concurrency?: number;
}) {
  const pass = createGate(concurrency);
  const active = new Set<string>();

  return async function upload(task: UploadTask): Promise<FileView> {
    const fingerprint = fingerprintOf(task.file, task.collection);
    // The same file twice at once is two uploads.
    const known = active.has(fingerprint) ? null : memory.recall(fingerprint);
    active.add(fingerprint);
    try {
      const open = (known && (await resume(task, known))) || (await begin(task));
      const { id, partSize, partCount, expiresAt } = open;
      memory.keep(fingerprint, { id, partSize, partCount, expiresAt });
      await sendParts(task, open);
      task.checking();
      const file = await retry(() => send<FileView>(`${id}/complete`, task.signal), task);
      memory.forget(fingerprint);
      return file;
    } catch (error) {
      if (task.signal.aborted || isVerdict(error)) memory.forget(fingerprint);
      throw error;
    } finally {
      active.delete(fingerprint);
    }
  };

  function send<Answer>(path: string, signal: AbortSignal, body?: unknown): Promise<Answer> {
    return api.send("POST", `/api/files/uploads/${path}`, { signal, ...(body !== undefined && { body }) });
  }

  async function begin(task: UploadTask): Promise<OpenUpload> {
    const { file, collection, signal } = task;
    const idempotencyKey = crypto.randomUUID();
    const body = {
      collection,
      filename: file.name,
      size: file.size,
      contentType: file.type.split(";")[0] || "application/octet-stream",
    };
    const options = { body, idempotencyKey, signal };
    const begun = await retry(() => api.send<UploadView>("POST", "/api/files/uploads", options), task);
    return { ...begun, signed: new Map(begun.parts.map((part) => [part.partNumber, part])), sent: new Map() };
  }

  /** Null when the server does not know the upload any more. */
  async function resume(task: UploadTask, known: BegunUpload): Promise<OpenUpload | null> {
    const ask = () => send<PartsGiven>(`${known.id}/parts`, task.signal, { partNumbers: [] });
    try {
      const { arrived } = await retry(ask, task);
      return {
        ...known,
        signed: new Map(),
        sent: new Map(arrived.map(({ partNumber, size }) => [partNumber, size])),
      };
    } catch (error) {
      if (error instanceof Failure && !error.isTemporary) return null;
      throw error;
    }
  }

  async function sendParts(task: UploadTask, open: OpenUpload): Promise<void> {
    const others = new AbortController();
    const signal = AbortSignal.any([task.signal, others.signal]);
    const missing = numbersTo(open.partCount).filter(
      (number) => open.sent.get(number) !== sizeOf(task.file, open, number),
    );
    report(task, open);
    try {
      await Promise.all(
        missing.map((number) => pass(() => sendPart({ ...task, signal }, open, number), signal)),
      );
    } catch (error) {
      others.abort();
      throw error;
    }
  }

  async function sendPart(task: UploadTask, open: OpenUpload, number: number): Promise<void> {
    const note = (bytes: number) => {
      open.sent.set(number, bytes);
      report(task, open);
    };
    await retry(async () => {
      const part = await signatureFor(task, open, number);
      // Nothing is signed for an upload that has arrived already.
      if (!part) return;
      note(0);
      const bytes = task.file.slice(part.offset, part.offset + part.size);
      await putPart(part, bytes, { signal: task.signal, progress: note });
      note(part.size);
    }, task);
  }

  /** A signature is used once: whatever made the attempt fail, the next one has a new one. */
  async function signatureFor(
    task: UploadTask,
    open: OpenUpload,
    number: number,
  ): Promise<SignedPart | undefined> {
    const signed = open.signed.get(number);
    open.signed.delete(number);
    if (signed && signed.expiresAt - Date.now() > MARGIN) return signed;
    const given = await send<PartsGiven>(`${open.id}/parts`, task.signal, { partNumbers: [number] });
    return given.parts[0];
  }
}

/** Whether the same file would get the same answer again. */
export function isVerdict(error: unknown): boolean {
  return error instanceof Failure && [404, 413, 415, 422].includes(error.status);
}

function report(task: UploadTask, open: OpenUpload): void {
  task.progress([...open.sent.values()].reduce((sum, bytes) => sum + bytes, 0));
}

function numbersTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

function sizeOf(file: File, { partSize }: BegunUpload, number: number): number {
  return Math.min(partSize, file.size - (number - 1) * partSize);
}
