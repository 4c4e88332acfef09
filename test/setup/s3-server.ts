import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { convertV4MiniflareOptions, Miniflare, Request } from "miniflare";
import { createLocalS3, localS3Path } from "./s3.ts";

/** The local S3 API on a port of its own, with one empty bucket that the keys local and local-secret open. */
export async function serveLocalS3(bucket: string): Promise<{ endpoint: string; close(): Promise<void> }> {
  const s3Credentials = { accessKeyId: "local", secretAccessKey: "local-secret" };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: "export default {}",
      r2Buckets: { FILES_BUCKET: { id: bucket, s3Credentials } },
    }),
  );
  const answer = createLocalS3();
  const server = createServer(async (incoming, outgoing) => {
    const response = await answer(await requestOf(incoming), miniflare);
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(await response.text());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}${localS3Path.slice(0, -1)}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await miniflare.dispose();
    },
  };
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url, headers } = incoming;
  const body = await text(incoming);
  return new Request(`http://${headers.host}${url}`, {
    method,
    headers: headers as Record<string, string>,
    ...(body && { body }),
  });
}
