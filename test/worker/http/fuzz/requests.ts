import fc from "fast-check";
import type { Operation } from "../../../../scripts/client/document.ts";
import { fitting, hostileText, hostileValue, nearly, type Schema } from "./values.ts";

/** A request as a stranger may send it; `null` is a header that is not sent. */
export interface Sent {
  path: string;
  headers: Record<string, string | null>;
  body: string | Uint8Array<ArrayBuffer> | null;
}

/** An operation and where it stands. */
export interface Target extends Operation {
  path: string;
  method: string;
  security: { apiKey?: string[] }[];
}

/** Values of path parameters that there are, by the parameter's name: whoever only guesses never gets past a 404. */
export type Known = Record<string, string[]>;

/** Requests to one operation: from what fits to what nobody should send. */
export function requestsTo(target: Target, known: Known): fc.Arbitrary<Sent> {
  return fc
    .record({
      path: pathsOf(target, known),
      query: queriesOf(target),
      payload: payloadsOf(target),
      headers: headersOf(target),
    })
    .map(({ path, query, payload, headers }) => ({
      path: path + query,
      headers: { ...headers, ...payload.headers },
      body: payload.body,
    }));
}

function pathsOf({ path, parameters }: Target, known: Known): fc.Arbitrary<string> {
  const own = parameters.filter((one) => one.in === "path");
  const values = own.map(({ name, schema }) =>
    fc.oneof(parameterText(schema), fc.constantFrom(...(known[name] ?? ["thumb"]))),
  );
  return fc.tuple(...values).map((texts) => {
    const waiting = [...texts];
    return path.replace(/\{\w+\}/g, () => waiting.shift() ?? "");
  });
}

/** Mostly encoded as it should be; sometimes as it is, which URLs resolve or refuse. */
function parameterText(schema: Schema): fc.Arbitrary<string> {
  const text = fc.oneof(
    { weight: 3, arbitrary: fitting(schema).map(asText) },
    { weight: 2, arbitrary: hostileText },
  );
  return fc.tuple(text, fc.boolean()).map(([value, raw]) => (raw ? rawly(value) : encode(value)));
}

/** A lone surrogate has no encoding. */
const encode = (text: string) => encodeURIComponent(text.toWellFormed()) || "%20";
const rawly = (text: string) =>
  encodeURI(text.toWellFormed()).replaceAll(/[?#]/g, "%3f").replaceAll("%25", "%") || "-";

function queriesOf({ parameters }: Target): fc.Arbitrary<string> {
  const own = parameters.filter((one) => one.in === "query");
  const pairs = own.map(({ name, required, schema }) => {
    const value = fc.oneof(
      { weight: 3, arbitrary: fitting(schema).map(asText) },
      { weight: 1, arbitrary: hostileText },
    );
    const once = value.map((text) => [[name, text]]);
    const twice = fc.tuple(value, value).map(([a, b]) => [
      [name, a],
      [name, b],
    ]);
    const none = fc.constant<string[][]>([]);
    return fc.oneof(
      { weight: required ? 8 : 3, arbitrary: once },
      { weight: 1, arbitrary: twice },
      { weight: required ? 1 : 4, arbitrary: none },
    );
  });
  const extra = fc.oneof(
    { weight: 5, arbitrary: fc.constant<string[][]>([]) },
    { weight: 1, arbitrary: fc.tuple(hostileText, hostileText).map((pair) => [pair]) },
  );
  return fc.tuple(extra, ...pairs).map((found) => {
    const given = found.flat().map(([name = "", value = ""]) => `${encode(name)}=${encode(value)}`);
    return given.length > 0 ? `?${given.join("&")}` : "";
  });
}

interface Payload {
  headers: Record<string, string | null>;
  body: Sent["body"];
}

function payloadsOf({ requestBody }: Target): fc.Arbitrary<Payload> {
  const none = fc.constant<Payload>({ headers: {}, body: null });
  if (!requestBody) return none;
  const json = requestBody.content["application/json"]?.schema as Schema | undefined;
  return fc.oneof(
    {
      weight: 6,
      arbitrary: json ? jsonPayload(fc.oneof(fitting(json), nearly(json), hostileValue)) : rawPayload,
    },
    { weight: 2, arbitrary: brokenPayload(json ? fitting(json) : hostileValue) },
    { weight: 1, arbitrary: none },
  );
}

/** With its length, as a runtime says it over a network. */
const jsonPayload = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Payload> =>
  value.map((given) => {
    const body = JSON.stringify(given) ?? "";
    const length = lengthOf(body, "right");
    return { headers: { "Content-Type": "application/json", "Content-Length": length }, body };
  });

const png = "\x89PNG\r\n\x1a\n";
const form = (fields: string) =>
  `--b\r\nContent-Disposition: form-data; ${fields}\r\n\r\n${png}\r\n--b--\r\n`;

const rawPayload: fc.Arbitrary<Payload> = fc
  .record({
    type: fc.constantFrom(
      ...[
        "image/png",
        "application/octet-stream",
        "text/html",
        "multipart/form-data",
        "multipart/form-data; boundary=b",
      ],
      ...["multipart/form-data; boundary=", "nonsense", "*/*", ""],
    ),
    body: fc.oneof(
      fc.uint8Array({ maxLength: 64 }).map((bytes) => new Uint8Array(bytes)),
      fc.constantFrom(
        "",
        png,
        form('name="file"; filename="a.png"'),
        form('name="file"'),
        form('name="collection"'),
      ),
      fc.constantFrom("--b\r\n", "--b--", form('name="file"; filename="').slice(0, -9)),
    ),
    length: fc.constantFrom(
      "right",
      "right",
      "right",
      "absent",
      "0",
      "-1",
      "1e3",
      "99999999999",
      "12abc",
      "NaN",
    ),
  })
  .map(({ type, body, length }) => ({
    headers: { "Content-Type": type, "Content-Length": lengthOf(body, length) },
    body,
  }));

function lengthOf(body: string | Uint8Array, length: string): string | null {
  if (length === "absent") return null;
  return length === "right" ? String(new Blob([body as string]).size) : length;
}

/** A body that breaks off, is of another type or encoding, or lies about itself. */
function brokenPayload(value: fc.Arbitrary<unknown>): fc.Arbitrary<Payload> {
  const type = "application/json";
  return fc.tuple(value, fc.nat(200)).chain(([whole, at]) => {
    const text = JSON.stringify(whole) ?? "";
    return fc.constantFrom<Payload>(
      { headers: { "Content-Type": type }, body: text.slice(0, at) },
      { headers: { "Content-Type": type }, body: `${text}}` },
      { headers: { "Content-Type": type }, body: "" },
      { headers: { "Content-Type": type }, body: new Uint8Array([0xff, 0xfe, 0x7b, 0x7d]) },
      { headers: { "Content-Type": type }, body: `\ufeff${text}` },
      { headers: { "Content-Type": type }, body: `{"a":`.repeat(5000) },
      { headers: { "Content-Type": type }, body: `"${"x".repeat(300 * 1024)}"` },
      { headers: { "Content-Type": type, "Content-Length": "99999999999" }, body: text },
      { headers: { "Content-Type": type, "Content-Length": "nonsense" }, body: text },
      { headers: { "Content-Type": "text/plain" }, body: text },
      { headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "a=1" },
      { headers: { "Content-Type": "application/json; charset=utf-16" }, body: text },
    );
  });
}

function headersOf({ parameters }: Target): fc.Arbitrary<Record<string, string>> {
  const keys = parameters.some(({ name }) => name === "Idempotency-Key");
  const visible = fc.constantFrom("", "a", "a b", "k".repeat(256), "key-1", "key-2", "\u0001");
  return fc.record(
    {
      "Accept-Language": fc.constantFrom("en", "ko", "en;q=x", "*", ",,;q=", "zh-Hant;q=0.5, en;q=0.1"),
      "If-None-Match": fc.constantFrom("*", '"x"', "W/", ",", '"'),
      Range: fc.constantFrom(
        "bytes=0-0",
        "bytes=-",
        "bytes=9-1",
        "bytes=99999999999999999999-",
        "lines=1-2",
        "bytes=0-,1-",
      ),
      "Accept-Encoding": fc.constantFrom("gzip", "identity;q=0"),
      ...(keys && { "Idempotency-Key": visible }),
    },
    { requiredKeys: [] },
  );
}

/** As a query or a path would spell it. Made-up objects may have no `toString` that works. */
function asText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
