import { bytesOf } from "../../../src/kit/encoding.ts";
import { isInvalid } from "./courses.ts";
import { type MailFault, problem } from "./failure.ts";
import { type Mail, mailboxesOf, type Personalization } from "./mail.ts";

type Field = keyof Personalization;

const mostArgumentBytes = 10_000;

/** Headers that only SendGrid sets, in lower case. */
const reserved = [
  ...["x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding"],
  ...["to", "from", "subject", "reply-to", "cc", "bcc"],
];

/** What is wrong with one personalization; `place` is its path. */
export function personalizationFaults(mail: Mail, one: Personalization, place: string): MailFault[] {
  const at = (field: Field) => `${place}.${field}`;
  return [
    ...(one.to.length === 0 ? [problem("There must be at least one recipient.", at("to"))] : []),
    ...(["to", "cc", "bcc"] as const).flatMap((field) => mailboxFaults(one[field], at(field))),
    ...duplicateFaults(one, place),
    ...headerFaults(one.headers, at("headers")),
    ...substitutionFaults(one.substitutions, at("substitutions")),
    ...argumentFaults({ ...mail.custom_args, ...one.custom_args }, at("custom_args")),
  ];
}

/** Headers of one's own may not be those that SendGrid makes, and are texts. */
export function headerFaults(headers: Record<string, unknown> | undefined, field: string): MailFault[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) => {
    if (reserved.includes(name.toLowerCase())) return [problem(`The header ${name} is reserved.`, field)];
    return typeof value === "string" ? [] : [problem(`The header ${name} must be a string.`, field)];
  });
}

/** Addresses are compared without regard to case. */
function duplicateFaults(one: Personalization, place: string): MailFault[] {
  const addresses = mailboxesOf(one).map(({ email }) => email.toLowerCase());
  const twice = addresses.find((email, index) => addresses.indexOf(email) < index);
  if (twice === undefined) return [];
  const message = `Each email address should be unique between to, cc, and bcc. The first duplicate is [${twice}].`;
  return [problem(message, place)];
}

function mailboxFaults(mailboxes: Personalization["to"] = [], field: string): MailFault[] {
  const wrong = mailboxes.some(({ name = "" }) => /[;,]/.test(name));
  return [
    ...(wrong ? [problem("The name of a recipient may not contain ; or ,", field)] : []),
    ...mailboxes.flatMap(({ email }, index) =>
      isInvalid(email) ? [problem("Does not contain a valid address.", `${field}.${index}.email`)] : [],
    ),
  ];
}

function substitutionFaults(substitutions: Personalization["substitutions"], field: string): MailFault[] {
  if (!substitutions || bytesOf(JSON.stringify(substitutions)).length <= mostArgumentBytes) return [];
  return [problem("Substitutions may not exceed 10,000 bytes per personalization.", field)];
}

function argumentFaults(args: Record<string, unknown>, field: string): MailFault[] {
  if (Object.values(args).some((value) => typeof value !== "string"))
    return [problem("Custom arguments must be strings.", field)];
  const bytes = Object.keys(args).length > 0 ? bytesOf(JSON.stringify(args)).length : 0;
  return bytes < mostArgumentBytes ? [] : [problem("Custom arguments must be under 10,000 bytes.", field)];
}
