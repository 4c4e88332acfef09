import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { openSession } from "../../../src/protocols/smtp/connect.ts";
import { createDotStuffing } from "../../../src/protocols/smtp/dots.ts";
import { sessionOn } from "../../../src/protocols/smtp/session.ts";
import { wireOver } from "../../../src/protocols/smtp/wire.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A socket whose other end is a test: it says pieces of bytes, and keeps what it hears. */
function scripted(...pieces: (string | "end")[]) {
  const heard: string[] = [];
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) if (piece !== "end") controller.enqueue(encode(piece));
      if (pieces.at(-1) === "end") controller.close();
    },
  });
  const writable = new WritableStream<Uint8Array>({ write: (bytes) => void heard.push(decode(bytes)) });
  const never = new Promise<never>(() => {});
  let encrypted = 0;
  const socket = {
    ...{ readable, writable, opened: Promise.resolve({}), closed: never },
    close: async () => {},
    startTls() {
      encrypted++;
      return scripted("end").socket;
    },
  } as unknown as Socket;
  return { socket, heard, encrypted: () => encrypted };
}

describe("a reply", () => {
  const replies = [
    { text: "250 OK\r\n", reply: { status: 250, code: null, lines: ["OK"] } },
    { text: "250\r\n", reply: { status: 250, code: null, lines: [""] } },
    {
      text: "550-5.1.1 No such user\r\n550 5.1.1 here - 한글\r\n",
      reply: { status: 550, code: "5.1.1", lines: ["5.1.1 No such user", "5.1.1 here - 한글"] },
    },
    { text: "421 4.3.0\n", reply: { status: 421, code: "4.3.0", lines: ["4.3.0"] } },
    { text: "550 5.1.1.2 odd\r\n", reply: { status: 550, code: null, lines: ["5.1.1.2 odd"] } },
  ];

  test("is the same however its bytes are cut up", async () => {
    const bytes = encode(replies.map(({ text }) => text).join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        const marks = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const { socket } = scripted();
        const readable = new ReadableStream<Uint8Array>({
          start(controller) {
            for (const [at, mark] of marks.entries()) controller.enqueue(bytes.slice(mark, marks[at + 1]));
            controller.close();
          },
        });
        const wire = wireOver({ ...socket, readable } as Socket);
        for (const { reply } of replies) expect(await wire.reply()).toEqual(reply);
        await expect(wire.reply()).rejects.toThrow("ended");
      }),
    );
  });

  test.each([
    ["is no reply of SMTP", "HTTP/1.1 400 Bad Request\r\n"],
    ["has a line without an end", "2".repeat(70_000)],
    ["has lines without an end", "250-x\r\n".repeat(20_000)],
  ])("that %s breaks the connection", async (_, text) => {
    await expect(wireOver(scripted(text, "end").socket).reply()).rejects.toThrow();
  });
});

test.each(["QUIT\r\nDATA", "RCPT TO:<a>\n", "a\0"])("%j is no command", async (line) => {
  const { socket, heard } = scripted();
  await expect(wireOver(socket).command("NOOP", line)).rejects.toThrow("one line");
  expect(heard).toEqual([]);
});

describe("STARTTLS", () => {
  const access = {
    host: "smtp.tov.example",
    port: 587,
    tls: "starttls",
    name: "tov.example",
    patience: 500,
  } as const;

  test("nothing that was said before it counts afterwards (RFC 3207, section 4.2)", async () => {
    const said = scripted(
      "220 hello\r\n",
      "250-smtp\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n",
      "220 go\r\n250-smtp\r\n250 AUTH PLAIN\r\n",
    );
    await expect(openSession(access, () => said.socket)).rejects.toMatchObject({ obstacle: "tls" });
    expect(said.encrypted()).toBe(1);
    expect(said.heard).toEqual(["EHLO tov.example\r\n", "STARTTLS\r\n"]);
  });

  test.each([
    ["502 no such command", "tls"],
    ["454 TLS not available", "tls"],
  ])("that is answered by %s ends it before anything else is said", async (answer, obstacle) => {
    const said = scripted("220 hello\r\n", "250 AUTH PLAIN\r\n", `${answer}\r\n`);
    await expect(openSession(access, () => said.socket)).rejects.toMatchObject({ obstacle });
    expect(said.encrypted()).toBe(0);
    expect(said.heard.join("")).toBe("EHLO tov.example\r\nSTARTTLS\r\n");
  });

  test("a server that wants nobody is a refusal", async () => {
    const said = scripted("554 5.7.1 not you\r\n");
    await expect(openSession(access, () => said.socket)).rejects.toMatchObject({
      obstacle: "refusal",
      reply: { status: 554, code: "5.7.1" },
    });
  });
});

describe("a message that takes too long", () => {
  test("is given up with its connection, and the line that would end it never follows", async () => {
    const said = scripted("250 OK\r\n", "250 OK\r\n", "354 go\r\n");
    const closed = vi.spyOn(said.socket, "close");
    const session = sessionOn(wireOver(said.socket), { status: 250, code: null, lines: ["smtp"] });
    const { promise: wait, resolve: goOn } = Promise.withResolvers<void>();
    async function* content() {
      yield encode("Subject: a\r\n\r\n");
      await wait;
    }
    const submission = { from: "a@tov.example", to: "b@tov.example", content: content() };
    expect(await session.handIn(submission, 50)).toEqual({ step: "broken", ended: false });
    expect(closed).toHaveBeenCalled();
    goOn();
    await new Promise((resolve) => setTimeout(resolve));
    expect(said.heard.join("")).toMatch(/^Subject: a$/m);
    expect(said.heard.join("")).not.toContain("\r\n.\r\n");
    expect(await session.handIn(submission, 50)).toEqual({ step: "broken", ended: false });
    expect(await session.reset(50)).toBe(false);
  });
});

describe("dots", () => {
  const stuffed = (pieces: readonly Uint8Array[]) => {
    const { stuff, finish } = createDotStuffing();
    return decode(Buffer.concat([...pieces.map((piece) => stuff(piece).slice()), finish()]));
  };
  const text = fc.string({ unit: fc.constantFrom(".", "\r", "\n", "a", "\r\n", "가"), maxLength: 60 });

  test("however a text is cut up, no line of it is one dot, and it reads back as it was", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(120), { maxLength: 8 }), (said, cuts) => {
        const bytes = encode(said);
        const marks = [
          0,
          ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b),
          bytes.length,
        ];
        const sent = stuffed(marks.map((mark, at) => bytes.slice(mark, marks[at + 1])));
        expect(sent).toBe(stuffed([bytes]));
        const lines = sent.split("\r\n");
        expect(lines.pop()).toBe("");
        for (const line of lines) {
          expect(line).not.toMatch(/[\r\n]/);
          expect(line).not.toBe(".");
        }
        const read = lines.map((line) => line.replace(/^\./, "")).join("\n");
        const meant = said.replace(/\r\n?/g, "\n").replace(/\n$/, "");
        expect(read).toBe(meant);
      }),
      { numRuns: 2000 },
    );
  });
});
