import * as z from "zod";

/** What the purposes are called, in the letter's language. */
const titles = z.array(z.string()).min(1);
/** Epoch milliseconds. */
const time = z.number().int();

/** What the letters about consents need to know. */
export const consentLetterData = {
  "consent-confirm": z.strictObject({
    titles,
    askedAt: time,
    url: z.string().describe("Where it is confirmed."),
  }),
  "consent-result": z.strictObject({
    titles,
    result: z.enum(["confirmed", "withdrawn"]),
    at: time,
    url: z.string().describe("Where it is changed."),
  }),
  "consent-reminder": z.strictObject({
    titles,
    givenAt: time,
    keepUrl: z.string(),
    withdrawUrl: z.string(),
  }),
};

export type ConsentLetterName = keyof typeof consentLetterData;
export type ConsentLetterData<Name extends ConsentLetterName> = z.output<(typeof consentLetterData)[Name]>;
