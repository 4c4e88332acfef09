/** Korea has kept UTC+9 without daylight saving since 1988, so its calendar is a fixed shift. Milliseconds. */
const OFFSET = 9 * 60 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

/** The Korean calendar date of an instant (epoch milliseconds) as `yyyy-mm-dd`. */
export function koreanDate(instant: number): string {
  return new Date(instant + OFFSET).toISOString().slice(0, 10);
}

/** The instant (epoch milliseconds) at which the next Korean day begins. */
export function nextKoreanMidnight(instant: number): number {
  return (Math.floor((instant + OFFSET) / DAY) + 1) * DAY - OFFSET;
}

/** What a Korean clock shows at an instant, as if it were UTC: for arithmetic with days and hours. Milliseconds. */
export function koreanClock(instant: number): number {
  return instant + OFFSET;
}

/** The instant (epoch milliseconds) at which a Korean clock shows that. */
export function fromKoreanClock(clock: number): number {
  return clock - OFFSET;
}
