import { inTime } from "../../kit/deadline.ts";
import type { World } from "../../kit/world.ts";
import type { Database } from "../database/port.ts";
import { afterFailure } from "./circuit.ts";
import type { CircuitRow, CircuitStore } from "./circuit-store.ts";
import type { Doorbell } from "./doorbell.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { Handler } from "./handler.ts";
import { CLOCKS, DEADLINE, LEASE, PERSISTENCE, pauseAfter } from "./schedule.ts";
import type { MessageRow, MessageStore } from "./store.ts";

export interface ConsumerParts {
  database: Database;
  messages: MessageStore;
  circuits: CircuitStore;
  doorbell: Doorbell | null;
  handlers: readonly Handler[];
  world: World;
}

/** Milliseconds by which a message that has failed lets another go first. */
const TURN = 30_000;

/** A message in our hands, and how its topic stood when we took it. */
interface Taken {
  readonly message: MessageRow;
  readonly circuit: CircuitRow;
}

/** What became of a ring. `idle`: nothing was to be done, or somebody else does it. */
export type Outcome = "done" | "waiting" | "dead" | "idle";

/** Does the work of the outbox, a message at a time. */
export function createConsumer(parts: ConsumerParts) {
  const { database, messages, circuits, doorbell, world } = parts;
  const handlers = new Map(parts.handlers.map((handler) => [handler.topic.name, handler]));

  /** Takes a message that is due, so that nobody else does it meanwhile. Of a paused topic, one may be the probe. */
  async function take(row: MessageRow, now: number): Promise<Taken | null> {
    const circuit = await circuits.find(row.topic);
    if (circuit.pausedUntil > now) return null;
    const { attempts, give_up_at, version } = row;
    const changes = {
      state: "running",
      not_before: now + LEASE,
      attempts: attempts + 1,
      give_up_at: give_up_at ?? now + PERSISTENCE,
    };
    const probing = circuit.pausedUntil > 0 ? [circuits.probe(circuit, now + LEASE)] : [];
    const mine = await database.attempt([messages.update(row, changes), ...probing]);
    const message = { ...row, ...changes, version: version + 1 };
    return mine ? { message, circuit: { ...circuit, version: circuit.version + probing.length } } : null;
  }

  async function attempt({ topic, payload, id, attempts }: MessageRow): Promise<void> {
    const handler = handlers.get(topic);
    // Not final: a release that is rolled back meets messages of the one after it.
    if (!handler) throw new Error(`Nobody handles ${topic}.`);
    const known = handler.topic.payload.parse(JSON.parse(payload));
    await inTime(handler.handle(known, { id, number: attempts }), DEADLINE);
  }

  async function succeed({ message, circuit }: Taken): Promise<Outcome> {
    const done = { state: "done", finished_at: world.now(), last_error: null };
    if (!(await database.attempt([messages.update(message, done), ...close(circuit)]))) return lose(message);
    if (circuit.pausedUntil > 0) await wake();
    return "done";
  }

  async function fail(taken: Taken, failure: Failure): Promise<Outcome> {
    const { message, circuit } = taken;
    const now = world.now();
    const over = failure.final || now >= message.give_up_at!;
    const topic = isNews(taken, failure) ? afterFailure(circuit, now, failure.retryAfter, random) : null;
    const pausedUntil = topic?.pausedUntil ?? 0;
    // Whoever comes first after the pause tries for all, and that should be another: perhaps the fault is this one's own.
    const other = pausedUntil > 0 ? await messages.nextOf(message.topic, now, message.id) : undefined;
    const next = Math.max(now + pauseAfter(message.attempts, random), pausedUntil + (other ? TURN : 0));
    const after = over ? { state: "dead", finished_at: now } : { state: "waiting", not_before: next };
    const learnt = topic ? [circuits.fail(circuit, topic)] : failure.answered ? close(circuit) : [];
    const changes = { ...after, last_error: failure.name };
    if (!(await database.attempt([messages.update(message, changes), ...learnt]))) return lose(message);
    await ring([
      ...(over ? [] : [{ id: message.id, at: next }]),
      ...(other ? [{ id: other.id, at: pausedUntil }] : []),
    ]);
    if (failure.answered && circuit.pausedUntil > 0) await wake();
    return over ? "dead" : "waiting";
  }

  const close = (circuit: CircuitRow) => (hasFailed(circuit) ? [circuits.close(circuit)] : []);

  /** Clocks differ: this was the ring for it, and there is no other before the sweep. */
  async function comeBack({ id, state, not_before: at }: MessageRow, now: number): Promise<Outcome> {
    if (state === "waiting" && at - now <= CLOCKS) await ring([{ id, at }]);
    return "idle";
  }

  /** As dead as one that failed for so long, though nobody lived to say so: the next would only die of it too. */
  async function bury(row: MessageRow, now: number): Promise<Outcome> {
    const { topic, id, attempts } = row;
    if (
      !(await database.attempt([
        messages.update(row, { state: "dead", finished_at: now, last_error: "crashed" }),
      ]))
    )
      return "idle";
    world.log.error("outbox.failed", { topic, message: id, attempt: attempts, outcome: "dead" });
    return "dead";
  }

  /** The lease was over before the work was, and somebody else has the message now. */
  function lose({ topic, id }: MessageRow): Outcome {
    world.log.warn("outbox.lease-lost", { topic, message: id });
    return "idle";
  }

  /** What waited for the topic need not wait for the sweep. */
  async function wake(): Promise<void> {
    const now = world.now();
    await ring((await messages.dueSince(now, 100)).map(({ id }) => ({ id, at: now })));
  }

  async function ring(rings: Parameters<Doorbell["ring"]>[0]): Promise<void> {
    if (rings.length === 0) return;
    await doorbell?.ring(rings).catch((cause) => world.log.warn("outbox.bell-silent", { cause }));
  }

  const random = () => {
    const [high = 0, low = 0] = world.random(2);
    return (high * 256 + low) / 65_536;
  };

  return {
    /** Answers a ring. @throws when the database does not answer; the message is then taken up by the sweep. */
    async run(id: string): Promise<Outcome> {
      const row = await messages.find(id);
      const now = world.now();
      if (!row || row.finished_at !== null) return "idle";
      if (row.not_before > now) return comeBack(row, now);
      if (isDeadly(row, now)) return bury(row, now);
      const taken = await take(row, now);
      if (!taken) return "idle";
      const { topic, attempts } = taken.message;
      try {
        await attempt(taken.message);
      } catch (error) {
        const failure = failureOf(error);
        const outcome = await fail(taken, failure);
        const level = outcome === "dead" ? "error" : "warn";
        world.log[level]("outbox.failed", { topic, message: id, attempt: attempts, outcome, cause: error });
        return outcome;
      }
      return succeed(taken);
    },
  };
}

/** Whether it tells something of the topic. One message, however often it fails, tells it once: it may be its own fault. */
const isNews = ({ message, circuit }: Taken, { outage, retryAfter }: Failure) =>
  outage && (message.attempts === 1 || circuit.pausedUntil > 0 || retryAfter > 0);

/** Whoever takes it dies: it has been tried for as long as any, and the last one's lease ended without a word. */
const isDeadly = ({ state, give_up_at }: MessageRow, now: number) =>
  state === "running" && give_up_at !== null && now >= give_up_at;

const hasFailed = ({ failures, pausedUntil }: CircuitRow) => failures > 0 || pausedUntil > 0;

export type Consumer = ReturnType<typeof createConsumer>;
