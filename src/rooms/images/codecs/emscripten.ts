/** What an Emscripten module made with `MODULARIZE` exports, as far as it is used here. */
export type EmscriptenFactory<Module> = (options: {
  noInitialRun: boolean;
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): WebAssembly.Exports;
}) => Promise<Module>;

/** Makes an Emscripten module from compiled code, since a Worker may not compile any itself; and finds its memory. */
export async function startEmscripten<Module>(
  createModule: EmscriptenFactory<Module>,
  compiled: WebAssembly.Module,
): Promise<{ module: Module; memory: WebAssembly.Memory }> {
  let memory: WebAssembly.Memory | undefined;
  const module = await createModule({
    noInitialRun: true,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(compiled, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance);
      return instance.exports;
    },
  });
  return { module, memory: memory! };
}
