import { type ClientOptions, call, type Input } from "./client/call.ts";
import { type Client, operations } from "./client/operations.ts";
import { languages } from "./client/problems.ts";
import type { CallOptions } from "./client/result.ts";

export type { ClientOptions } from "./client/call.ts";
export type { Client, Schemas } from "./client/operations.ts";
export type * from "./client/result.ts";
export { type ResumableUpload, type UploadOptions, uploadFile } from "./client/upload.ts";

/** A client of the API: a method for every operation. It runs wherever there is `fetch`: browsers, Workers, Node. */
export function createClient(options: ClientOptions): Client {
  const methods = Object.entries(operations).map(([name, operation]) => [
    name,
    (input: Input = {}, more: CallOptions = {}) => call(options, operation, input, more),
  ]);
  const client: Client = Object.fromEntries(methods);
  if (options.language) languages.set(client, options.language);
  return client;
}
