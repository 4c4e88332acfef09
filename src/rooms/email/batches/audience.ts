import type { FieldError } from "../../../kit/problem.ts";
import type { SealedBox } from "../../../kit/sealed-box.ts";
import type { World } from "../../../kit/world.ts";
import type { StorageDriver } from "../../files/driver.ts";
import { foldAddress } from "../address.ts";
import { audienceUnusable } from "../problems.ts";
import type { AudienceReport, ListedAudience } from "./audience-input.ts";
import { type CsvFile, linesOf, pointerTo, unusable } from "./audience-lines.ts";
import { createBlocks, readBlock, writeBlocks } from "./audience-object.ts";
import {
  createRecipientCheck,
  type Fault,
  type Recipient,
  rules,
  type Variables,
} from "./recipient-rules.ts";

export interface AudienceParts {
  storage: Pick<StorageDriver, "put" | "open" | "delete" | "list">;
  sealedBox: Pick<SealedBox, "seal" | "openBytes">;
  world: Pick<World, "now">;
}

/** How an audience is read. */
export interface ReadingOptions {
  /** What the template wants to know of each recipient; null lets in any variables. */
  variables: Variables | null;
  /** Leaves out what cannot be used instead of refusing all of it. */
  skipUnusable: boolean;
  /** JSON pointer to the audience. */
  at?: string;
}

/** A page of an audience. */
export interface AudiencePage {
  /** 1,000 at most. */
  readonly recipients: readonly Recipient[];
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

const FOLDER = "email/audiences/";
/** Lines that a report names. */
const MOST_REPORTED = 100;
/** Milliseconds after which an audience without a batch was left behind by a crash. */
const LEFT = 24 * 60 * 60 * 1000;

/** Whom batches are for, as objects of their own: sealed, and forgotten when their batch is done. */
export function createAudiences({ storage, sealedBox, world }: AudienceParts) {
  return {
    /** Where the audience of a batch is kept. */
    keyOf: (batch: string): string => FOLDER + batch,

    /**
     * Checks an audience line by line and keeps it under that key, in the place of what was there.
     * @throws `email-audience-unusable`, vendor problems
     */
    async write(key: string, audience: ListedAudience, options: ReadingOptions): Promise<AudienceReport> {
      const blocks = createBlocks(key, sealedBox);
      const report = await take(audience, options, (recipient) => blocks.add(recipient));
      if (report.accepted === 0) throw unusable(options.at ?? AT, nobody);
      await writeBlocks(storage, key, await blocks.finish());
      return report;
    },

    /**
     * Checks an audience line by line and keeps nothing.
     * @throws `email-audience-unusable` for what is wrong with all of it
     */
    check: (
      audience: ListedAudience | CsvFile,
      options: Omit<ReadingOptions, "skipUnusable">,
    ): Promise<AudienceReport> => take(audience, { ...options, skipUnusable: true }, null),

    /** The recipients from that cursor on, or the first where it is null or empty; null when the audience is gone. */
    read: (key: string, cursor: string | null): Promise<AudiencePage | null> =>
      readBlock({ storage, sealedBox }, key, cursor),

    /** Harmless twice. */
    forget: (key: string): Promise<void> => storage.delete([key]),

    /** Keys of audiences older than a day, for whoever knows which batches still want theirs. */
    async old(cursor: string | null): Promise<{ keys: string[]; next: string | null }> {
      const page = await storage.list(FOLDER, { limit: 1000, ...(cursor !== null && { cursor }) });
      const before = world.now() - LEFT;
      const keys = page.objects.filter(({ storedAt }) => storedAt < before).map(({ key }) => key);
      return { keys, next: page.cursor };
    },
  };
}

export type Audiences = ReturnType<typeof createAudiences>;

const AT = "/body/audience";

async function take(
  audience: ListedAudience | CsvFile,
  { variables, skipUnusable, at = AT }: ReadingOptions,
  keep: ((recipient: Recipient) => Promise<void>) | null,
): Promise<AudienceReport> {
  const check = createRecipientCheck(variables);
  const seen = new Set<string>();
  const refused: (Fault & { line: number })[] = [];
  const report = { accepted: 0, duplicates: 0, refused, refusedCount: 0 };
  for await (const lines of linesOf(audience, variables, at)) {
    for (const { line, ...given } of lines) {
      const checked = "fault" in given ? given : check(given);
      if ("fault" in checked) {
        report.refusedCount += 1;
        if (refused.length < MOST_REPORTED) refused.push({ line, ...checked.fault });
        continue;
      }
      // Equal as digests are: two addresses have the same one when they are folded alike.
      const folded = foldAddress(checked.value.email);
      if (seen.has(folded)) report.duplicates += 1;
      else {
        seen.add(folded);
        report.accepted += 1;
        if (keep && (skipUnusable || report.refusedCount === 0)) await keep(checked.value);
      }
    }
  }
  if (!skipUnusable && refused.length > 0)
    throw audienceUnusable({ errors: refused.map(toError(audience, at)) });
  return report;
}

function toError(audience: ListedAudience | CsvFile, at: string) {
  const pointer = pointerTo(audience, at);
  return ({ line, field, rule }: Fault & { line: number }): FieldError => {
    const { ko, en } = rules[rule];
    if ("recipients" in audience) {
      return { pointer: `${pointer}/${line}${field && `/${field}`}`, detail: { ko, en } };
    }
    const where = field && `, ${field.replace("data/", "")}`;
    return { pointer, detail: { ko: `${line}번째 줄${where}: ${ko}`, en: `Line ${line}${where}: ${en}` } };
  };
}

const nobody = {
  ko: "받을 수 있는 사람이 한 명도 없습니다.",
  en: "There is nobody in it who can be written to.",
};
