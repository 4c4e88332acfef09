import * as z from "zod";
import { headerFaults, personalizationFaults } from "./envelope-rules.ts";
import { type MailFault, problem } from "./failure.ts";
import { type Mail, mailboxesOf, recipientsOf } from "./mail.ts";
import { mailSchema } from "./mail-schema.ts";

/** `format: email` as RFC 5321 has it: zod's own rule knows no top-level domain in Punycode, such as .한국. */
const address =
  /^(?!\.)(?!.*\.\.)[\w!#$%&'*+/=?^`{|}~.-]*[\w!#$%&'*+/=?^`{|}~-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/;
const text = JSON.stringify(mailSchema).replaceAll(
  '"format":"email"',
  `"pattern":${JSON.stringify(address.source)}`,
);
const schema = z.fromJSONSchema(JSON.parse(text));

/** Everything that SendGrid finds wrong with a body; nothing when it takes it. `now` in epoch milliseconds. */
export function faultsOf(body: unknown, now: number): MailFault[] {
  const { error } = schema.safeParse(body);
  if (error) return error.issues.map(toFault);
  const mail = body as Mail;
  const broken = rules.filter(({ holds }) => !holds(mail, now));
  return [
    ...broken.map(({ message, field }) => problem(message, field)),
    ...headerFaults(mail.headers, "headers"),
    ...mail.personalizations.flatMap((one, index) =>
      personalizationFaults(mail, one, `personalizations.${index}`),
    ),
  ];
}

function toFault({ code, message, path }: z.core.$ZodIssue): MailFault {
  const wrongAddress = code === "invalid_format" && path.at(-1) === "email";
  return problem(wrongAddress ? "Does not contain a valid address." : message, path.join(".") || null);
}

interface Rule {
  field: string;
  message: string;
  holds(mail: Mail, now: number): boolean;
}

const mostRecipients = 1000;
/** Milliseconds ahead that a mail may be scheduled. */
const furthest = 72 * 3600 * 1000;

/** What the API refuses and its schema cannot say of the mail as a whole. */
const rules: readonly Rule[] = [
  {
    field: "personalizations",
    message: "There must be at least one personalization.",
    holds: ({ personalizations }) => personalizations.length > 0,
  },
  {
    field: "personalizations",
    message: `There are more than ${mostRecipients} recipients in this request.`,
    holds: (mail) => recipientsOf(mail).length <= mostRecipients,
  },
  {
    // Its page of errors says "in the personalizations array", another one "in the personalization block".
    field: "personalizations",
    message: "Each unique email address in the personalizations array should only be included once.",
    holds: ({ personalizations }) => {
      const envelopes = personalizations.map(
        (one) => new Set(mailboxesOf(one).map(({ email }) => fold(email))),
      );
      return new Set(envelopes.flatMap((one) => [...one])).size === sum(envelopes.map(({ size }) => size));
    },
  },
  {
    field: "from.email",
    message: "The from address may not contain Unicode.",
    holds: ({ from }) => isAscii(from.email),
  },
  {
    field: "subject",
    message: "The subject is required, unless a template or every personalization has one.",
    holds: ({ subject, template_id, personalizations }) =>
      Boolean(subject ?? template_id) || personalizations.every((one) => one.subject),
  },
  {
    field: "content",
    message: "Unless a template_id is given, there must be at least one content block.",
    holds: ({ content = [], template_id }) => content.length > 0 || Boolean(template_id),
  },
  {
    field: "content",
    message: "text/plain must be first, followed by text/html, and then by all other types.",
    holds: ({ content = [] }) => isOrdered(content.map(({ type }) => type)),
  },
  {
    field: "attachments",
    message: "The attachment content must be base64 encoded.",
    holds: ({ attachments = [] }) => attachments.every(({ content }) => isBase64(content)),
  },
  {
    field: "attachments",
    message: "The attachment type cannot contain ';', or CRLF characters.",
    holds: ({ attachments = [] }) => attachments.every(({ type = "" }) => !/[;\r\n]/.test(type)),
  },
  {
    field: "attachments",
    message: "The attachment filename cannot contain CRLF characters.",
    holds: ({ attachments = [] }) => attachments.every(({ filename }) => !/[\r\n]/.test(filename)),
  },
  {
    field: "reply_to_list",
    message: "Only one of reply_to and reply_to_list may be given.",
    holds: ({ reply_to, reply_to_list }) => !(reply_to && reply_to_list),
  },
  {
    field: "send_at",
    message: "Scheduling more than 72 hours in advance is forbidden.",
    holds: ({ send_at, personalizations }, now) =>
      [send_at, ...personalizations.map((one) => one.send_at)].every(
        (time = 0) => time * 1000 <= now + furthest,
      ),
  },
];

const fold = (email: string) => email.toLowerCase();

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** With its padding (RFC 4648, section 4). */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function isAscii(text: string): boolean {
  return [...text].every((letter) => letter.charCodeAt(0) < 128);
}

function isOrdered(types: readonly string[]): boolean {
  const rank = (type: string) => ["text/plain", "text/html"].indexOf(type) + 1 || 3;
  return types.every((type, index) => rank(types[index - 1] ?? "text/plain") <= rank(type));
}
