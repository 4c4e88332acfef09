/** An element as workerd's own parser finds it, which is no parser of ours. */
export interface FoundElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The elements of an HTML text in their order. */
export async function elementsOf(html: string): Promise<FoundElement[]> {
  const found: FoundElement[] = [];
  const rewriter = new HTMLRewriter().on("*", {
    element({ tagName, attributes }) {
      const pairs = [...attributes].map(([name = "", value = ""]) => [name, value] as const);
      found.push({ name: tagName, attributes: Object.fromEntries(pairs) });
    },
  });
  await rewriter
    .transform(new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } }))
    .text();
  return found;
}
