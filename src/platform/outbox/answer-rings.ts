import type { Consumer } from "./consumer.ts";
import type { RingBody } from "./doorbell.ts";

/**
 * Answers a batch of the queue, all of it side by side. Whether the work succeeded is between the message's row and the
 * sweep; only a database that does not answer makes the queue ring again.
 */
export async function answerRings(batch: MessageBatch<RingBody>, consumer: Consumer): Promise<void> {
  await Promise.all(
    batch.messages.map((message) =>
      consumer.run(message.body.id).then(
        () => message.ack(),
        () => message.retry({ delaySeconds: 30 }),
      ),
    ),
  );
}
