import { expect } from "vitest";
import type { FileView, NewUpload, SignedPart, UploadView } from "../../src/rooms/files/schema.ts";
import { type House, post } from "./open-house.ts";

type Headers = Record<string, string>;

/** Announces a file; answers where to PUT it. */
export async function begin(house: House, headers: Headers, announced: NewUpload): Promise<UploadView> {
  const response = await house.fetch("/api/files/uploads", post(announced, headers));
  expect(response.status).toBe(201);
  return response.json();
}

/** PUTs one part of the file as its signature asks for; answers the store's status. */
export async function put(part: SignedPart, file: Uint8Array<ArrayBuffer>): Promise<number> {
  const body = file.subarray(part.offset, part.offset + part.size);
  const response = await fetch(part.url, { method: part.method, headers: part.headers, body });
  await response.arrayBuffer();
  return response.status;
}

export function complete(house: House, headers: Headers, id: string): Promise<Response> {
  return house.fetch(`/api/files/uploads/${id}/complete`, { method: "POST", headers });
}

/** A whole upload by signed URL, as a browser does it. */
export async function upload(
  house: House,
  headers: Headers,
  file: Uint8Array<ArrayBuffer>,
  announced: Omit<NewUpload, "size">,
): Promise<FileView> {
  const begun = await begin(house, headers, { ...announced, size: file.byteLength });
  for (const part of begun.parts) expect(await put(part, file)).toBe(200);
  const response = await complete(house, headers, begun.id);
  expect(response.status).toBe(200);
  return response.json();
}

/** A problem's status and id, and the places in the input that it names. */
export async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { type, errors = [] }: { type: string; errors?: { pointer: string }[] } = await response.json();
  return {
    status: response.status,
    id: type.slice(type.lastIndexOf("/") + 1),
    pointers: errors.map(({ pointer }) => pointer),
  };
}
