/** What SendGrid is asked to tell: everything that the house records. */
const wanted = [
  ...["processed", "deferred", "delivered", "open", "click", "bounce", "dropped"],
  ...["spam_report", "unsubscribe", "group_unsubscribe"],
];

const settings = "https://api.sendgrid.com/v3/user/webhooks/event/settings";

/**
 * Has SendGrid, or a sandbox in its place, post signed events to `url`, and answers the public key for SENDGRID_WEBHOOK_KEYS.
 * @param key an API key with the scope for webhooks
 * @throws Error with the status that it answered instead
 */
export async function setUpEventWebhook(
  ask: (request: Request) => Promise<Response>,
  { key, url }: { key: string; url: string },
): Promise<string> {
  const call = async (method: string, address: string, body: object) => {
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
    const response = await ask(new Request(address, { method, headers, body: JSON.stringify(body) }));
    if (!response.ok) throw new Error(`SendGrid answers ${response.status} to ${method} ${address}`);
    return (await response.json()) as { id: string; public_key: string };
  };
  const switches = Object.fromEntries(wanted.map((name) => [name, true]));
  const { id } = await call("POST", settings, { url, enabled: true, ...switches });
  return (await call("PATCH", `${settings}/signed/${id}`, { enabled: true })).public_key;
}

/** The same address at a sandbox: `https://api.sendgrid.com/v3` is `<origin>/api.sendgrid.com/v3` there. */
export function atSandbox(request: Request, origin = "http://localhost"): Request {
  const { host, pathname } = new URL(request.url);
  return new Request(`${origin}/${host}${pathname}`, request);
}
