import { json, jsonBody, type Route, reply, route } from "../../http/route.ts";
import { vendorDisabled, vendorMisconfigured } from "../../kit/vendor-problem.ts";
import { consentPurposes, currentText, purposeNames, textOf } from "./consents/purposes.ts";
import { consentAsked, consentPurposeList, newConsent } from "./consents/schema.ts";
import type { ConsentService } from "./consents/service.ts";

const common = { room: "email", caller: "anyone", headers: "api" } as const;

/** `/api/email/consents`: for the forms of the homepage. */
export function consentRoutes(consents: ConsentService): Route[] {
  return [
    route(
      {
        ...common,
        method: "get",
        path: "/api/email/consents/purposes",
        operation: "listConsentPurposes",
        summary: "What mail one can agree to, and in which words",
        limit: "reads",
        cache: "no-store",
        answers: { 200: json(consentPurposeList, "The purposes, in the caller's language.") },
      },
      async ({ call: { language } }) => {
        const items = purposeNames.map((name) => ({
          ...{ name, title: consentPurposes[name].title[language], textVersion: currentText },
          text: textOf(name, currentText, language)!,
        }));
        return reply(200, { items });
      },
    ),
    route(
      {
        ...common,
        method: "post",
        path: "/api/email/consents",
        operation: "askConsent",
        summary: "Ask for mail: the owner of the address is mailed a link to confirm it",
        limit: "writes",
        cache: "no-store",
        body: jsonBody(newConsent),
        answers: { 202: json(consentAsked, "The same for every address.") },
        problems: [vendorMisconfigured, vendorDisabled],
      },
      async ({ body, call }) => {
        await consents.ask(body, call.publicOrigin);
        return reply(202, { state: "asked" as const });
      },
    ),
  ];
}
