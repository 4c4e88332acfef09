/**
 * The result of work, or an error when it takes longer than so many milliseconds. The work itself goes on: give it a signal
 * where it can be ended.
 */
export function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  // A timer cannot be set that far.
  if (milliseconds === Number.POSITIVE_INFINITY) return work;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done within ${milliseconds} ms.`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
