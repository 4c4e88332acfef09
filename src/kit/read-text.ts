/** The beginning of a body as text. What is longer than `limit` bytes is cut off, and its connection let go. */
export async function readText(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    length += chunk.byteLength;
    if (length > limit) break;
  }
  return text + decoder.decode();
}
