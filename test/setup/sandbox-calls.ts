import type { Sandbox } from "../../sandbox/sandbox.ts";

/** Speaks to the vendors of a sandbox with one key, as a program with `curl` would. */
export function callsTo(sandbox: Pick<Sandbox, "fetch">, key: string) {
  const call =
    (method: string) =>
    (address: string, body?: unknown, headers: Record<string, string> = {}) =>
      sandbox.fetch(
        new Request(`http://localhost:8788/${address}`, {
          method,
          headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...headers },
          ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
        }),
      );
  return {
    get: call("GET"),
    post: call("POST"),
    patch: call("PATCH"),
    put: call("PUT"),
    del: call("DELETE"),
  };
}

/** SendGrid's address for sending. */
export const mailSend = "api.sendgrid.com/v3/mail/send";

/** The smallest mail that SendGrid takes. */
export function mail(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    personalizations: [{ to: [{ email: "hana@example.org" }] }],
    from: { email: "office@example.org", name: "사무국" },
    subject: "후원 감사합니다",
    content: [{ type: "text/plain", value: "고맙습니다." }],
    ...changes,
  };
}
