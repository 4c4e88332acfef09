import { currentEvent } from "./event.ts";

type Call = (...given: unknown[]) => unknown;

/**
 * WebAssembly comes with the script, as modules: nothing is compiled from bytes, and no code is made of strings. workerd
 * refuses both already, except where the tests' runner was let do it.
 */
export function limitCodeGeneration(): void {
  const { Module } = WebAssembly;
  replace(WebAssembly, "compile", () => compileError("compile"));
  replace(WebAssembly, "instantiate", (given) =>
    given instanceof Module ? null : compileError("instantiate"),
  );
  replace(WebAssembly, "Module", () => compileError("Module"));
  replace(globalThis, "Function", () => new EvalError(noStrings));
  replace(globalThis, "eval", () => new EvalError(noStrings));
}

const noStrings = "Code generation from strings disallowed for this context";

function compileError(what: string): Error {
  return new WebAssembly.CompileError(`WebAssembly.${what}(): Wasm code generation disallowed by embedder`);
}

/** Lets a running event have only what there is no objection to. The runner makes code too, as it loads modules. */
function replace(owner: object, name: string, objection: (given: unknown) => Error | null): void {
  const real: Call = Reflect.get(owner, name);
  const refuse = (given: unknown[]) => {
    const event = currentEvent();
    const error = event?.phase === "running" ? objection(given[0]) : null;
    if (error) event?.fail(error);
  };
  const value = new Proxy(real, {
    construct(target, given, newTarget) {
      refuse(given);
      return Reflect.construct(target, given, newTarget);
    },
    apply(target, self, given) {
      refuse(given);
      return Reflect.apply(target, self, given);
    },
  });
  Object.defineProperty(owner, name, { value, writable: true, configurable: true });
}
