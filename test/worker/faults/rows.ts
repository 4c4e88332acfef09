import { env } from "cloudflare:workers";
import type { FaultKind } from "../../../sandbox/fault-board.ts";
import type { VendorName } from "../../../sandbox/vendors.ts";
import {
  createFaultSwitch,
  d1Words,
  type FaultSwitch,
  faultyBinding,
  faultyDatabase,
  queueWords,
  r2Words,
} from "../../setup/faulty-bindings.ts";
import { type House, openHouse, origin, post } from "../../setup/open-house.ts";
import type { Premises } from "../../setup/premises.ts";
import { emailTrial } from "./email-trial.ts";
import { fileTrial } from "./file-trial.ts";
import type { Row, Trial } from "./row.ts";

type Subject = (house: House, premises: Premises) => Promise<Pick<Trial, "ask" | "faults">>;

const settings = (key: string) => ({
  SENDGRID_API_KEY: key,
  EMAIL_FROM: "TOV <noreply@tov.example>",
  PURGE_DRIVER: "cloudflare",
  CLOUDFLARE_API_TOKEN: key,
  CLOUDFLARE_ZONE_ID: "0123456789abcdef0123456789abcdef",
});

/** A binding that fails. */
function binding(
  name: string,
  words: Parameters<typeof createFaultSwitch>[0],
  wrap: (by: FaultSwitch, real: Premises) => object,
  subject: Subject,
): Row {
  return {
    name,
    async open(premises) {
      const by = createFaultSwitch(words);
      const given = { ...premises, ...wrap(by, premises) };
      const house = await openHouse((key) => ({ ...settings(key), ...given }), undefined, "paid");
      const { strike, heal } = by;
      return { house, strike, heal, calls: () => by.calls, ...(await subject(house, premises)) };
    },
  };
}

/** A vendor of the sandbox that fails. */
function vendor(name: VendorName, label: string, subject: Subject): Row {
  return {
    name: `${name} · ${label}`,
    async open(premises) {
      const house = await openHouse((key) => ({ ...settings(key), ...premises }), undefined, "paid");
      const { faults } = house.sandbox;
      const strike = (fault: FaultKind) =>
        faults.set({ key: house.sandboxKey, vendor: name, fault, ms: 1000 });
      const heal = () => faults.clear(house.sandboxKey);
      return { house, strike, heal, calls: () => 1, ...(await subject(house, premises)) };
    },
  };
}

/** Asks, and does what the outbox has recorded: what the answer does not wait for must not hang or get lost either. */
const withWork =
  (subject: Subject): Subject =>
  async (house, premises) => {
    const { ask, faults } = await subject(house, premises);
    return {
      faults,
      async ask() {
        const response = await ask();
        await house.work();
        return response;
      },
    };
  };

const purge: Subject = async (house) => {
  const admin = await house.keyOf("admin");
  const url = `${origin}/files/${crypto.randomUUID()}.png`;
  return {
    ask: () => house.fetch("/api/admin/cache/purge", post({ urls: [url] }, admin)),
    async faults() {
      const purges = house.sandbox.entries({ key: house.sandboxKey, kind: "purge" });
      return purges.some(({ raw }) => JSON.stringify(raw).includes(url)) ? [] : ["it was never purged"];
    },
  };
};

/** Every vendor of the sandbox has to be here: the compiler sees to it. */
const vendors: Record<VendorName, Row[]> = {
  sendgrid: [vendor("sendgrid", "POST /api/email", withWork(emailTrial))],
  cloudflare: [vendor("cloudflare", "POST /api/admin/cache/purge", purge)],
};

export const rows: Row[] = [
  binding(
    "database · POST /api/email",
    d1Words,
    (by, { DB }) => ({ DB: faultyDatabase(DB, by) }),
    emailTrial,
  ),
  binding("database · POST /api/files", d1Words, (by, { DB }) => ({ DB: faultyDatabase(DB, by) }), fileTrial),
  binding(
    "R2 · POST /api/files",
    r2Words,
    (by, { FILES_BUCKET }) => ({ FILES_BUCKET: faultyBinding(FILES_BUCKET, by) }),
    fileTrial,
  ),
  binding(
    "queue · POST /api/email",
    queueWords,
    (by) => ({ OUTBOX_QUEUE: faultyBinding(env.TEST_QUEUE, by) }),
    emailTrial,
  ),
  ...Object.values(vendors).flat(),
];
