import type { Message } from "./messages.ts";

type Matches = (message: Message) => boolean;

/** One condition: what it looks like, and which messages it is true of. */
interface Condition {
  readonly pattern: RegExp;
  matches(message: Message, ...values: string[]): boolean;
}

const time = (text = "") => Date.parse(text.includes("T") ? text : `${text.replace(" ", "T")}Z`);

/** The part of SendGrid's query language that is used here ("Getting Started with the Email Activity Feed API"). */
const conditions: readonly Condition[] = [
  {
    pattern: /^unique_args\['([^']+)'\]\s*=\s*"([^"]*)"$/,
    matches: ({ args }, name = "", value) => args[name] === value,
  },
  { pattern: /^to_email\s*=\s*"([^"]*)"$/, matches: ({ to }, email) => to === email },
  { pattern: /^msg_id\s*=\s*"([^"]*)"$/, matches: ({ id }, wanted) => id === wanted },
  {
    pattern: /^msg_id\s+LIKE\s+"([^"%]*)%"$/,
    matches: ({ id }, start = "") => id.startsWith(start),
  },
  {
    pattern: /^last_event_time\s+BETWEEN\s+TIMESTAMP\s+"([^"]+)"\s+AND\s+TIMESTAMP\s+"([^"]+)"$/,
    matches: ({ lastEventAt }, from, to) => lastEventAt >= time(from) && lastEventAt <= time(to),
  },
];

/** Reads conditions that are joined by AND; answers which messages all of them are true of, or what is wrong. */
export function queryOf(text: string): { matches: Matches } | { fault: string } {
  // The AND of a BETWEEN is followed by a TIMESTAMP.
  const parts = text.split(/\s+AND\s+(?!TIMESTAMP)/).map((part) => part.trim().replace(/^\((.*)\)$/, "$1"));
  const read = parts.map(conditionOf);
  const wrong = parts[read.indexOf(null)];
  if (wrong !== undefined)
    return { fault: `invalid syntax: '${/^\w*/.exec(wrong)?.[0]}' is not a known field` };
  return { matches: (message) => read.every((matches) => matches?.(message)) };
}

function conditionOf(text: string): Matches | null {
  for (const { pattern, matches } of conditions) {
    const found = pattern.exec(text);
    if (found) return (message) => matches(message, ...found.slice(1));
  }
  return null;
}
