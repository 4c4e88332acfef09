const [LF, CR, DOT] = [10, 13, 46];

/** The line that ends a message. */
export const endOfData = new Uint8Array([DOT, CR, LF]);

/**
 * Makes text transparent for DATA (RFC 5321, section 4.5.2), piece by piece: a dot that begins a line is doubled, and every
 * end of a line is CR LF, since a lone CR or LF means an end to some servers and not to others. `finish` ends the last line.
 */
export function createDotStuffing(): { stuff(piece: Uint8Array): Uint8Array; finish(): Uint8Array } {
  let before = LF;

  function stuff(piece: Uint8Array): Uint8Array {
    const out = new Uint8Array(2 * piece.length + 2);
    let length = 0;
    const put = (byte: number) => {
      out[length++] = byte;
    };
    for (const byte of piece) {
      if (before === CR && byte !== LF) put(LF);
      if (byte === LF && before !== CR) put(CR);
      if (byte === DOT && (before === LF || before === CR)) put(DOT);
      put(byte);
      before = byte;
    }
    return out.subarray(0, length);
  }

  function finish(): Uint8Array {
    if (before === LF) return new Uint8Array();
    return before === CR ? new Uint8Array([LF]) : new Uint8Array([CR, LF]);
  }

  return { stuff, finish };
}
