/** A call that a vendor wants to make to us, signed and ready to be posted. */
export interface Webhook {
  readonly id: string;
  readonly vendor: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What vendors do not promise: one delivery each, in order. */
export interface Disorder {
  /** Every webhook comes twice. */
  twice?: boolean | undefined;
  /** The last comes first. */
  reversed?: boolean | undefined;
}

const mostWaiting = 500;

/** The webhooks of one key that nobody has got yet; the oldest is dropped past 500. */
export interface WebhookQueue {
  push(webhook: Webhook): void;
  /** Hands out everything that waits; without a disorder of its own, in that which was set. */
  take(disorder?: Disorder): Webhook[];
  setDisorder(disorder: Disorder): void;
  clear(): void;
}

export function createWebhookQueue(): WebhookQueue {
  let waiting: Webhook[] = [];
  let standing: Disorder = {};
  return {
    push(webhook) {
      waiting = [...waiting, webhook].slice(-mostWaiting);
    },
    take(disorder = standing) {
      const taken = disordered(waiting, disorder);
      waiting = [];
      return taken;
    },
    setDisorder(disorder) {
      standing = disorder;
    },
    clear() {
      waiting = [];
    },
  };
}

/** The same webhooks as a network may bring them. */
export function disordered<T>(webhooks: readonly T[], { twice = false, reversed = false }: Disorder): T[] {
  const ordered = reversed ? webhooks.toReversed() : webhooks;
  return twice ? [...ordered, ...ordered] : [...ordered];
}
