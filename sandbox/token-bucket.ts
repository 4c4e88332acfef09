/** How much a bucket holds, and how fast it fills. */
export interface BucketSize {
  size: number;
  perMinute: number;
}

/** A token bucket that is full at first. */
export function createTokenBucket({ size, perMinute }: BucketSize) {
  const perToken = 60_000 / perMinute;
  let tokens = size;
  let filledAt: number | undefined;
  return {
    /** Takes a token. @returns 0, or the milliseconds until there is one. */
    take(now: number): number {
      tokens = Math.min(size, tokens + Math.max(0, now - (filledAt ?? now)) / perToken);
      filledAt = now;
      if (tokens < 1) return (1 - tokens) * perToken;
      tokens -= 1;
      return 0;
    },
  };
}
