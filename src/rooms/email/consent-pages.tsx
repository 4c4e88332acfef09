import type { Child } from "hono/jsx";
import * as z from "zod";
import { readForm } from "../../http/body.ts";
import type { Call } from "../../http/call.ts";
import { type Route, raw, route } from "../../http/route.ts";
import { maskEmail } from "../../kit/mask-text.ts";
import type { Text } from "../../kit/problem.ts";
import { page } from "../../site/layout.tsx";
import { hrefTo } from "../../site/links.ts";
import {
  AskToConfirm,
  AskToWithdraw,
  Choices,
  Confirmed,
  Forgotten,
  purposeOf,
  Withdrawn,
} from "./consents/consent-views.tsx";
import { currentText, type PurposeName, purposeNames, textOf } from "./consents/purposes.ts";
import type { ConsentService } from "./consents/service.ts";
import { words } from "./consents/view-words.ts";
import { linkInvalid } from "./problems.ts";

const common = {
  room: "email",
  caller: "anyone",
  cache: "no-store",
  headers: "page",
  undocumented: true,
  answers: { 200: raw("A page.", "text/html") },
  problems: [linkInvalid],
} as const;

const byToken = z.object({ token: z.string() });

/** Bytes of a form: three boxes and a button. */
const FORM = 4096;

/** `/email/confirm`, `/email/unsubscribe/{token}`, `/email/preferences/{token}`: what links in e-mails lead to. */
export function consentPages(consents: ConsentService, organisation: string): Route[] {
  const show = showFor(organisation);
  return [...confirming(consents, show), ...unsubscribing(consents, show), ...choosing(consents, show)];
}

function confirming(consents: ConsentService, show: Show): Route[] {
  const path = "/email/confirm";
  return [
    route(
      {
        ...common,
        ...{ method: "get", path, operation: "showConfirmation", summary: "Ask once more", limit: "reads" },
        query: z.looseObject({ token: z.string() }),
      },
      async ({ query, call }) => {
        const { purpose, textVersion, confirmed } = await consents.asked(query.token);
        const spoken = { purpose: purposeOf(purpose), language: call.language };
        if (confirmed) return show(call, words.confirm.title, <Confirmed {...spoken} preferences={null} />);
        const text = textOf(purpose, textVersion, call.language) ?? purposeOf(purpose).about[call.language];
        return show(call, words.confirm.title, <AskToConfirm {...spoken} text={text} />);
      },
    ),
    route(
      {
        ...common,
        ...{ method: "post", path, operation: "confirmConsent", summary: "Confirm", limit: "writes" },
        query: z.looseObject({ token: z.string() }),
      },
      async ({ query, call }) => {
        await dropBody(call);
        const { purpose, preferences } = await consents.confirm(query.token, call.publicOrigin);
        const spoken = { purpose: purposeOf(purpose), language: call.language };
        const onward = hrefTo(call, new URL(preferences).pathname);
        return show(call, words.confirm.title, <Confirmed {...spoken} preferences={onward} />);
      },
    ),
  ];
}

/** The same address takes a click on the page's button and, from mail programs, one on theirs (RFC 8058, section 3.2). */
function unsubscribing(consents: ConsentService, show: Show): Route[] {
  const path = "/email/unsubscribe/{token}";
  // Programs of one provider ask for thousands of people from one address; a forged link costs no query.
  const uncounted = { ...common, params: byToken, path, limit: "none" } as const;
  return [
    route(
      {
        ...uncounted,
        ...{ method: "get", operation: "showUnsubscribe", summary: "Ask once more; changes nothing" },
      },
      async ({ params: { token }, call }) => {
        const { purpose, address, on } = await consents.subscribed(token);
        const { language } = call;
        const title = purpose && purposeOf(purpose).title[language];
        const preferences = address === null ? null : preferencesOf(call, token);
        const ask = on && title !== null && address !== null;
        return show(
          call,
          words.withdraw.title,
          ask ? (
            <AskToWithdraw {...{ title, preferences, language }} address={maskEmail(address)} />
          ) : (
            <Withdrawn {...{ title, preferences, language }} justNow={false} />
          ),
        );
      },
    ),
    route(
      { ...uncounted, ...{ method: "post", operation: "withdrawByLink", summary: "Withdraw the consent" } },
      async ({ params: { token }, call }) => {
        // Whatever it says: the address alone decides.
        await dropBody(call);
        await consents.withdraw(token, call.publicOrigin);
        const { purpose, address } = await consents.subscribed(token);
        const { language } = call;
        const title = purpose && purposeOf(purpose).title[language];
        const preferences = address === null ? null : preferencesOf(call, token);
        return show(
          call,
          words.withdraw.title,
          <Withdrawn {...{ title, preferences, language }} justNow={true} />,
        );
      },
    ),
  ];
}

function choosing(consents: ConsentService, show: Show): Route[] {
  const path = "/email/preferences/{token}";
  const one = { ...common, params: byToken, path } as const;
  const choices = async (call: Call, token: string, saved: boolean) => {
    const { address, items } = await consents.preferences(token);
    const { language } = call;
    return show(
      call,
      words.preferences.title,
      address === null ? (
        <Forgotten language={language} />
      ) : (
        <Choices {...{ items, saved, language }} address={maskEmail(address)} />
      ),
    );
  };
  return [
    route(
      {
        ...one,
        ...{ method: "get", operation: "showPreferences", summary: "What one gets", limit: "reads" },
      },
      ({ params: { token }, call }) => choices(call, token, false),
    ),
    route(
      {
        ...one,
        ...{ method: "post", operation: "choosePreferences", summary: "Change it", limit: "writes" },
      },
      async ({ params: { token }, call }) => {
        const form = await readForm(call.request, FORM);
        const chosen = form.has("stop") ? [] : form.getAll("purpose");
        const wanted = new Set<PurposeName>(purposeNames.filter((name) => chosen.includes(name)));
        const given = { textVersion: currentText, origin: call.publicOrigin };
        await consents.choose(token, wanted, given);
        return choices(call, token, true);
      },
    ),
  ];
}

const preferencesOf = (call: Call, token: string) => hrefTo(call, `/email/preferences/${token}`);

type Show = (call: Call, title: Text, content: Child) => Response;

/** Pages say whose mail it is. Those that one link opens are nothing for search engines. */
function showFor(organisation: string): Show {
  return (call, title, content) => {
    const response = page(
      call,
      { title, description: title },
      <>
        <p class="chip from">{organisation}</p>
        {content}
      </>,
    );
    response.headers.set("X-Robots-Tag", "noindex");
    return response;
  };
}

/** A body that nobody reads holds a connection. */
async function dropBody({ request }: Call): Promise<void> {
  await request.body?.cancel();
}
