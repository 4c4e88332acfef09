import { describe, expect, test } from "vitest";
import { ByteReader } from "../../../src/rooms/images/engine/byte-reader.ts";

const file = Uint8Array.from({ length: 200_000 }, (_, i) => i ^ (i >> 8));

/** A body as Workers have them: it fills what buffer it is given. `asked` takes down how large each was. */
function bodyOf(bytes: Uint8Array, asked: number[] = []): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: 4096,
    pull(controller) {
      const view = controller.byobRequest!.view as Uint8Array;
      const piece = bytes.subarray(at, at + view.byteLength);
      asked.push(view.byteLength);
      at += piece.length;
      if (piece.length === 0) controller.close();
      else new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(piece);
      controller.byobRequest!.respond(piece.length);
    },
  });
}

function inPieces(...pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

async function readAll(reader: ByteReader): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let piece = await reader.next(); piece; piece = await reader.next()) pieces.push(piece.slice());
  return new Blob(pieces).bytes();
}

describe("a reader of bytes", () => {
  test("asks a body for 64 KiB at a time", async () => {
    const asked: number[] = [];
    expect(await readAll(new ByteReader(bodyOf(file, asked)))).toEqual(file);
    expect(asked).toEqual([65_536, 65_536, 65_536, 65_536, 65_536]);
  });

  test("takes what comes of a stream that is no body", async () => {
    const stream = inPieces(file.subarray(0, 3), file.subarray(3, 150_000), file.subarray(150_000));
    expect(await readAll(new ByteReader(stream))).toEqual(file);
  });

  test("keeps what it was asked to keep while it reads on", async () => {
    const reader = new ByteReader(bodyOf(file));
    const kept = await reader.read(100_000);
    await reader.skip(50_000);
    expect(await reader.read(10)).toEqual(file.subarray(150_000, 150_010));
    expect(kept).toEqual(file.subarray(0, 100_000));
    expect(reader.taken).toBe(150_010);
  });

  test("lets go of a body that it need not read to its end", async () => {
    let cancelled: unknown;
    const body = new ReadableStream<Uint8Array>({
      cancel: (reason) => {
        cancelled = reason;
      },
    });
    await new ByteReader(body).cancel("enough");
    expect(cancelled).toBe("enough");
  });
});
