import { bytesOf } from "../../kit/encoding.ts";
import { base64Lines, encodeText } from "./bodies.ts";
import { addressHeader, type MimeAddress, parameterHeader, textHeader } from "./header-lines.ts";

/** A file that goes along. */
export interface MimeAttachment {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A message to one recipient, who reads it as text or as HTML. */
export interface MimeMessage {
  readonly from: MimeAddress;
  readonly to: MimeAddress;
  readonly subject: string;
  readonly date: Date;
  /** Without the angle brackets (RFC 5322, section 3.6.4). */
  readonly id: string;
  /** Further headers. A line break in a value begins none. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly MimeAttachment[];
}

/**
 * Writes a message (RFC 5322, RFC 2045 to 2047), piece by piece: ASCII alone, in lines of 78 characters wherever there is a
 * space to break them at.
 * @throws for a header whose name is none, before the first piece
 */
export function writeMessage(message: MimeMessage): Iterable<Uint8Array> {
  const head = [
    addressHeader("From", message.from),
    addressHeader("To", message.to),
    textHeader("Subject", message.subject),
    textHeader("Message-ID", `<${message.id}>`),
    textHeader("Date", message.date.toUTCString().replace("GMT", "+0000")),
    ...Object.entries(message.headers).map(([name, value]) => textHeader(name, value)),
    "MIME-Version: 1.0\r\n",
  ].join("");
  return asBytes(head, message);
}

function* asBytes(head: string, message: MimeMessage): Generator<Uint8Array> {
  yield bytesOf(head);
  for (const lines of message.attachments.length > 0 ? mixed(message) : alternative(message))
    yield bytesOf(lines);
}

/** What no encoded line begins with: in base64 there is no `_`, and in quoted-printable none behind a `=`. */
const boundaries = { alternative: "=_alternative", mixed: "=_mixed" } as const;

/** The best comes last (RFC 2046, section 5.1.4). */
function* alternative({ text, html }: MimeMessage): Generator<string> {
  const boundary = boundaries.alternative;
  yield multipart("alternative");
  for (const [type, content] of [
    ["text/plain", text],
    ["text/html", html],
  ] as const) {
    const { encoding, lines } = encodeText(content);
    yield `--${boundary}\r\n`;
    yield parameterHeader("Content-Type", type, { charset: "utf-8" });
    yield `Content-Transfer-Encoding: ${encoding}\r\n\r\n${lines}`;
  }
  yield `--${boundary}--\r\n`;
}

function* mixed(message: MimeMessage): Generator<string> {
  const boundary = boundaries.mixed;
  yield multipart("mixed");
  yield `--${boundary}\r\n`;
  yield* alternative(message);
  for (const { name, type, bytes } of message.attachments) {
    yield `--${boundary}\r\n`;
    yield parameterHeader(
      "Content-Type",
      /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : "application/octet-stream",
    );
    yield parameterHeader("Content-Disposition", "attachment", { filename: name });
    yield "Content-Transfer-Encoding: base64\r\n\r\n";
    yield* base64Lines(bytes);
  }
  yield `--${boundary}--\r\n`;
}

const multipart = (kind: keyof typeof boundaries) =>
  `${parameterHeader("Content-Type", `multipart/${kind}`, { boundary: boundaries[kind] })}\r\n`;
