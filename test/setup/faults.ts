/** What a fault throws in place of an answer. */
export class Fault extends Error {
  override readonly name = "Fault";
}

/** Puts a fault between the code under test and its ports; all ports it is put on share one count. */
export type Wrap = <Port extends object>(port: Port) => Port;

/** The `step`th call still does its work; then the process is dead, and no further call gets through. */
export function crashAfter(step: number): Wrap {
  return onCall(step, { dead: true });
}

/** The `step`th call does its work, and its answer is lost on the way back. */
export function loseAnswerOf(step: number, error: Error = new Fault("answer lost")): Wrap {
  return onCall(step, { dead: false, error });
}

function onCall(step: number, fault: { dead: boolean; error?: Error }): Wrap {
  let calls = 0;
  const fail = () => fault.error ?? new Fault("crashed");
  return intercept(async (perform) => {
    calls += 1;
    if (fault.dead && calls > step) throw fail();
    const answer = await perform();
    if (calls === step) throw fail();
    return answer;
  });
}

/** Stands before every call of a port. Properties that are no functions are passed on as they are. */
export function intercept(
  around: (perform: () => Promise<unknown>, name: string, given: unknown[]) => Promise<unknown>,
): Wrap {
  return (port) =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => around(async () => value.apply(target, given), String(name), given);
      },
    });
}
