import { type RawBuilder, sql } from "kysely";
import type { EmailEventsTable } from "../../../platform/database/email-tables.ts";
import { koreanDayOf } from "../../../platform/database/korean-day.ts";
import type { Database, Step } from "../../../platform/database/port.ts";
import { givenRows, isOneOf } from "../../../platform/database/rows.ts";
import { type EmailEvent, isComplaint, isPermanent } from "./event.ts";

/** One delivery of a vendor's: what tells its events from those that came before. */
export interface Receipt {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The driver that read it. */
  readonly source: string;
}

/** As `isPermanent` and `isComplaint`, of a row. */
const permanent = sql`(kind = 'bounce' or (kind = 'dropped' and detail in ('bounced', 'invalid')))`;
const complaint = sql`(kind = 'complaint' or (kind = 'dropped' and detail = 'complaint'))`;

/**
 * What an event says of its e-mail, by the columns of statistics. Whoever does something with an e-mail has got it, and who
 * clicked has opened it although pictures were off: so that no e-mail was opened more often than it was delivered.
 */
const facts = {
  delivered: sql`kind in ('delivered', 'open', 'click', 'complaint', 'unsubscribe')`,
  opened: sql`(kind = 'open' and machine = 0) or kind = 'click'`,
  machine_opened: sql`kind = 'open' and machine = 1`,
  clicked: sql`kind = 'click'`,
  bounced: permanent,
  blocked: sql`kind = 'blocked' or (kind = 'dropped' and detail not in ('bounced', 'invalid'))`,
  complained: sql`kind = 'complaint'`,
  unsubscribed: sql`kind = 'unsubscribe'`,
};
type Fact = keyof typeof facts;
const factNames = Object.keys(facts) as Fact[];

/**
 * How far a state is: what comes late moves an e-mail forward or not at all. What was blocked and is to be sent again is as
 * far as `sent`, because that the first call was taken says nothing of the second.
 */
const rankOfState = sql`case state when 'sent' then 1 when 'delivered' then 2 when 'blocked' then 3 when 'bounced' then 4
  else case when blocked_at is null then 0 else 1 end end`;
const rankOfNews = sql`case when news.bounced is not null then 4 when news.blocked is not null then 3 when news.delivered is not null then 2 else 1 end`;
const nameOfNews = sql`case when news.bounced is not null then 'bounced' when news.blocked is not null then 'blocked' when news.delivered is not null then 'delivered' else 'sent' end`;

/** Rows of what happened to e-mails, and what follows from them. */
export function createEventStore(database: Database) {
  const query = (builder: RawBuilder<unknown>) => ({ compile: () => builder.compile(database.query) });
  const isMysql = () => database.dialect === "mysql";
  /** A join that looks the second up for each of the first: neither database should get the idea to read all e-mails. */
  const lookingUp = () => (isMysql() ? sql`straight_join` : sql`cross join`);
  const least = (a: RawBuilder<unknown>, b: RawBuilder<unknown>) =>
    isMysql() ? sql`least(${a}, ${b})` : sql`min(${a}, ${b})`;

  /** Two deliveries about the same e-mails take turns; a batch of D1's has the database to itself. */
  function lock(events: readonly EmailEvent[]): Step[] {
    if (!isMysql()) return [];
    const given = givenRows(
      database,
      [...new Set(events.map(({ message }) => message))].map((message) => ({ message })),
    );
    return [
      query(
        sql`select count(*) as locked from ${given} straight_join email_messages on email_messages.id = given.message for update`,
      ),
    ];
  }

  /** Records those that are new, of e-mails that there are. */
  function insert(events: readonly EmailEvent[], { id, at }: Receipt): Step {
    const rows = events.map(({ machine, ...event }) => ({ ...event, machine: machine ? 1 : 0 }));
    const verb = isMysql() ? sql`insert ignore into` : sql`insert or ignore into`;
    return query(sql`
      ${verb} email_events (id, message_id, kind, at, machine, detail, receipt, received_at)
      select given.id, given.message, given.kind, given.at, given.machine, given.detail, ${id}, ${at}
      from ${givenRows(database, rows)} ${lookingUp()} email_messages on email_messages.id = given.message`);
  }

  /** What a receipt has brought, a row for each e-mail. */
  function news({ id }: Receipt): RawBuilder<unknown> {
    const firsts = factNames.map(
      (fact) => sql`min(case when ${facts[fact]} then at end) as ${sql.ref(fact)}`,
    );
    return sql`(select message_id, min(at) as first_at, ${sql.join(firsts)} from email_events where receipt = ${id} group by message_id) as news`;
  }

  /** Counts every e-mail once for everything that happened to it for the first time. Before `advance`. */
  function count(receipt: Receipt): Step {
    const sum = (condition: RawBuilder<unknown>) => sql`sum(case when ${condition} then 1 else 0 end)`;
    const sums = factNames.map((fact) => {
      const [old, now] = [sql.ref(`email_messages.${fact}_at`), sql.ref(`news.${fact}`)];
      return sum(sql`${old} is null and ${now} is not null`);
    });
    const columns = ["sent", ...factNames].map((name) => sql.ref(name));
    const added = columns.map((column) => {
      const old = sql`email_statistics.${column}`;
      return sql`${column} = ${old} + ${isMysql() ? sql`values(${column})` : sql`excluded.${column}`}`;
    });
    const day = koreanDayOf(database, sql`coalesce(claimed_at, news.first_at)`);
    return query(sql`
      insert into email_statistics (day, batch_id, template, domain, ${sql.join(columns)})
      select ${day}, coalesce(batch_id, ''), template, recipient_domain, ${sum(sql`sent_at is null`)}, ${sql.join(sums)}
      from ${news(receipt)} ${lookingUp()} email_messages on email_messages.id = news.message_id
      where true group by 1, 2, 3, 4 order by 1, 2, 3, 4
      ${isMysql() ? sql`on duplicate key update` : sql`on conflict do update set`} ${sql.join(added)}`);
  }

  /** Changes e-mails by what was found for them: `found` has a name and is joined by `on`. */
  function change(found: RawBuilder<unknown>, on: RawBuilder<unknown>, set: RawBuilder<unknown>[]): Step {
    return query(
      isMysql()
        ? sql`update ${found} straight_join email_messages on ${on} set ${sql.join(set)}`
        : sql`update email_messages set ${sql.join(set)} from ${found} where ${on}`,
    );
  }

  /**
   * Moves e-mails forward. Any event proves that a vendor has taken its e-mail, also when the answer to the call was lost or
   * is still to be recorded.
   */
  function advance(receipt: Receipt): Step {
    const firsts = factNames.map((fact) => {
      const [old, now] = [sql.ref(`email_messages.${fact}_at`), sql.ref(`news.${fact}`)];
      return sql`${sql.ref(`${fact}_at`)} = coalesce(${least(old, now)}, ${old}, ${now})`;
    });
    // MySQL does not say whether a term sees columns as they were or as another term has set them: it has to come to the same.
    return change(news(receipt), sql`email_messages.id = news.message_id`, [
      sql`sent_at = coalesce(sent_at, claimed_at, news.first_at)`,
      sql`claimed_at = coalesce(claimed_at, news.first_at)`,
      sql`finished_at = coalesce(finished_at, ${receipt.at})`,
      ...firsts,
      sql`state = case when ${rankOfNews} > ${rankOfState} then ${nameOfNews} else state end`,
      // What was blocked may be sent again, if it is of a batch.
      sql`data = case when batch_id is null or news.delivered is not null or news.bounced is not null then null else data end`,
      sql`failure = null`,
      sql`version = version + 1`,
    ]);
  }

  /** Whose address a receipt has spoilt, by what. */
  function harmed({ id }: Receipt): RawBuilder<unknown> {
    return sql`(select recipient_digest as digest, min(recipient) as address,
        case when max(case when ${complaint} then 1 else 0 end) = 1 then 'complaint' else 'bounce' end as reason
      from email_events ${lookingUp()} email_messages on email_messages.id = email_events.message_id
      where receipt = ${id} and (${permanent} or ${complaint}) group by recipient_digest) as harmed`;
  }

  /** A stronger reason takes the place of a weaker one. */
  function suppress(receipt: Receipt): Step {
    const given = isMysql() ? sql`values(reason)` : sql`excluded.reason`;
    const old = sql`email_suppressions.reason`;
    return query(sql`
      insert into email_suppressions (digest, address, reason, source, created_at)
      select digest, address, reason, ${receipt.source}, ${receipt.at} from ${harmed(receipt)} where true order by digest
      ${isMysql() ? sql`on duplicate key update` : sql`on conflict (digest) do update set`}
      reason = case when ${given} = 'complaint' or ${old} = 'staff' then ${given} else ${old} end`);
  }

  /** What still waits for such an address is not sent. */
  function withhold(receipt: Receipt): Step {
    const waiting = sql`email_messages.recipient_digest = harmed.digest and email_messages.state = 'queued'`;
    return change(harmed(receipt), waiting, [
      sql`state = 'suppressed'`,
      sql`data = null`,
      sql`failure = 'suppressed'`,
      sql`finished_at = ${receipt.at}`,
      sql`version = version + 1`,
    ]);
  }

  return {
    /** Everything that follows from some events, at most about a thousand: harmless twice, and in any order. */
    record(events: readonly EmailEvent[], receipt: Receipt): Step[] {
      // In one order everywhere, so that two who record at once wait for each other and do not block each other.
      const ordered = events.toSorted((a, b) => compare(a.message, b.message) || compare(a.id, b.id));
      const harm = ordered.some((event) => isPermanent(event) || isComplaint(event));
      return [
        ...lock(ordered),
        insert(ordered, receipt),
        count(receipt),
        advance(receipt),
        ...(harm ? [suppress(receipt), withhold(receipt)] : []),
      ];
    },

    /** The digests of e-mails' recipients, by e-mail. */
    async recipientsOf(messages: readonly string[]): Promise<Map<string, string>> {
      const query = database.query.selectFrom("email_messages").select(["id", "recipient_digest"]);
      const rows = await database.all(query.where(isOneOf(database, "id", messages)));
      return new Map(rows.map(({ id, recipient_digest }) => [id, recipient_digest]));
    },

    /** What happened to an e-mail, the newest last; at most 500 of them. */
    ofMessage: (message: string): Promise<EmailEventsTable[]> =>
      database.all(
        database.query
          .selectFrom("email_events")
          .selectAll()
          .where("message_id", "=", message)
          .orderBy("at")
          .orderBy("received_at")
          .orderBy("id")
          .limit(500),
      ),

    /** What happened to any number of e-mails. */
    ofMessages: (messages: readonly string[]): Promise<EmailEventsTable[]> =>
      database.all(
        database.query
          .selectFrom("email_events")
          .selectAll()
          .where(isOneOf(database, "message_id", messages))
          .orderBy("at"),
      ),
  };
}

export type EventStore = ReturnType<typeof createEventStore>;

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
