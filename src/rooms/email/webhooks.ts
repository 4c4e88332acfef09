import { type Route, raw, route } from "../../http/route.ts";
import { vendorDisabled, vendorMisconfigured } from "../../kit/vendor-problem.ts";
import type { Reception } from "./events/reception.ts";
import { noticeStale, noticeUnreadable, noticeUnsigned } from "./problems.ts";

/** SendGrid posts up to 768 kB (Event Webhook Reference). */
const MOST_BYTES = 1024 * 1024;

/** `/api/webhooks/sendgrid`: what SendGrid says became of e-mails. */
export function emailWebhooks(reception: Reception): Route[] {
  return [
    route(
      {
        method: "post",
        path: "/api/webhooks/sendgrid",
        operation: "receiveSendgridEvents",
        summary: "SendGrid's Event Webhook, signed",
        room: "email",
        caller: "anyone",
        // Of a large batch some hundred come in a minute, from few addresses. Who is nobody fails at the signature.
        limit: "none",
        cache: "no-store",
        headers: "api",
        body: { kind: "bytes", limit: MOST_BYTES },
        answers: { 204: raw("It is recorded; it need not be sent again.") },
        problems: [noticeUnsigned, noticeStale, noticeUnreadable, vendorDisabled, vendorMisconfigured],
        undocumented: true,
      },
      async ({ body, call }) => {
        await reception.receive({ header: (name) => call.request.headers.get(name), body });
        return new Response(null, { status: 204 });
      },
    ),
  ];
}
