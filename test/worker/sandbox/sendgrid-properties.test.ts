import fc from "fast-check";
import { expect, test } from "vitest";
import { createSandbox } from "../../../sandbox/sandbox.ts";
import { derOf } from "../../../sandbox/vendors/sendgrid/signing-key.ts";
import { callsTo, mail, mailSend } from "../../setup/sandbox-calls.ts";

const sandbox = createSandbox();
const { post } = callsTo(sandbox, "sandbox_properties");

const address = fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `${name}@example.org`);
const mailboxes = fc.array(fc.record({ email: address }), { maxLength: 4 });

test("a mail is taken exactly when somebody gets it and nobody gets it twice", async () => {
  await fc.assert(
    fc.asyncProperty(mailboxes, mailboxes, mailboxes, async (to, cc, bcc) => {
      const all = [...to, ...cc, ...bcc].map(({ email }) => email);
      const right = to.length > 0 && new Set(all).size === all.length;
      const response = await post(mailSend, mail({ personalizations: [{ to, cc, bcc }] }));
      expect(response.status).toBe(right ? 202 : 400);
      expect((await response.text()) === "").toBe(right);
    }),
    { seed: 20261125 },
  );
});

test("whatever is sent is taken or refused in SendGrid's shape", async () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.record({ personalizations: fc.anything(), from: fc.anything() }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom(...Object.keys(mail()), "headers", "custom_args"), anything),
      async (changes) => {
        const response = await post(mailSend, JSON.stringify(mail(changes)));
        if (response.status === 202) return;
        expect(response.status).toBe(400);
        const { errors } = (await response.json()) as { errors: object[] };
        expect(errors.length).toBeGreaterThan(0);
        for (const error of errors) expect(Object.keys(error)).toEqual(["message", "field", "help"]);
      },
    ),
    { seed: 20261125, numRuns: 300 },
  );
});

test("DER keeps both numbers of a signature, positive and as short as they are", () => {
  const bytes = fc.oneof(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.constant(new Uint8Array(64)));
  fc.assert(
    fc.property(bytes, (signature) => {
      const der = derOf(signature);
      expect([der[0], der[1]]).toEqual([0x30, der.length - 2]);
      const [first, second] = integersOf(der);
      expect([...(first ?? []), ...(second ?? [])]).toEqual([...signature]);
    }),
    { seed: 20261125 },
  );
});

/** Reads two INTEGERs and pads them to 32 bytes; throws where they are not written as DER wants. */
function integersOf(der: Uint8Array): number[][] {
  const numbers: number[][] = [];
  for (let at = 2; at < der.length; ) {
    expect(der[at]).toBe(0x02);
    const length = der[at + 1] ?? 0;
    const digits = [...der.slice(at + 2, at + 2 + length)];
    expect(digits[0] ?? 0).toBeLessThan(0x80);
    if (digits.length > 1 && digits[0] === 0) expect(digits[1]).toBeGreaterThan(0x7f);
    const plain = digits[0] === 0 ? digits.slice(1) : digits;
    numbers.push([...new Array(32 - plain.length).fill(0), ...plain]);
    at += 2 + length;
  }
  return numbers;
}
