/** Every WebAssembly memory of this isolate, whoever made it, and its code; to be imported before any codec is. */
const memories = new Map<WebAssembly.Memory, WebAssembly.Module>();

/**
 * Bytes of all of them, or of those of one module. Memories never shrink and none is forgotten here, so it is the peak of
 * all jobs so far.
 */
export function memoryBytes(of?: WebAssembly.Module): number {
  return [...memories]
    .filter(([, module]) => of === undefined || module === of)
    .reduce((sum, [{ buffer }]) => sum + buffer.byteLength, 0);
}

const { Instance, instantiate } = WebAssembly;

function remember(module: WebAssembly.Module, { exports }: WebAssembly.Instance): void {
  for (const value of Object.values(exports))
    if (value instanceof WebAssembly.Memory) memories.set(value, module);
}

WebAssembly.Instance = new Proxy(Instance, {
  construct(target, args: ConstructorParameters<typeof Instance>) {
    const instance = new target(...args);
    remember(args[0], instance);
    return instance;
  },
});

WebAssembly.instantiate = async (module, imports) => {
  const instance = await instantiate(module, imports);
  remember(module, instance);
  return instance;
};
