/**
 * The result of work, or an error when it takes longer than so many milliseconds. The work itself goes on: give it a signal
 * where it can be ended.
 */
export function inTime<T>(work: Promise<T>, milliseconds: number, late = tooLate): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late(milliseconds)), milliseconds);
  });
  return Promise.race([work, expired]).finally(() => clearTimeout(timer));
}

function tooLate(milliseconds: number): Error {
  return new Error(`Not done within ${milliseconds} ms.`);
}
