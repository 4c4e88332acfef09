// The inside of a compressed block (RFC 1951, section 3.2.3): literals and matches, as fast as they come.
import { DISTANCE_BITS, DISTANCES, END, LITERAL, LITERAL_BITS, LITERALS, LONGER, SPECIAL } from "./deflate-codes";
import { AHEAD, giveBack, Input } from "./bit-input";
import { copyMatch, Inflated } from "./inflate-output";

export enum Codes { Paused, BlockEnded, Broken }

/**
 * Decodes until input, room or the block is at its end. A round wants 54 bits: three literals out of the first table, after
 * which there is another filling for a match. `bits` has two more beneath those that come next, so that it masks to the
 * offset of an entry; and an entry is shifted by and subtracted as it is, for shifts look at six bits only.
 */
export function decodeCodes(): Codes {
  const safe = Input.end - AHEAD;
  const limit = Inflated.limit;
  giveBack();
  let from = Input.at;
  let to = Inflated.next;
  let bits = Input.held << 2;
  let have = Input.count + 2; // in its lowest six bits
  let outcome = Codes.Paused;
  while (from <= safe && to <= limit) {
    bits |= load<u64>(from) << have;
    from += <usize>((63 - have) >> 3 & 7);
    have |= 56;
    let entry = lookUpLiteral(bits);
    if (entry & LITERAL) {
      store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry; entry = lookUpLiteral(bits);
      if (entry & LITERAL) {
        store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry; entry = lookUpLiteral(bits);
        if (entry & LITERAL) {
          store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry; entry = lookUpLiteral(bits);
          if (entry & LITERAL) {
            store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry;
            continue;
          }
        }
      }
      bits |= load<u64>(from) << have;
      from += <usize>((63 - have) >> 3 & 7);
      have |= 56;
    }
    if (entry & SPECIAL) {
      if (entry & LONGER) entry = <u64>load<u32>(LITERALS + ((<usize>(entry >> 16) + <usize>(bits >> (LITERAL_BITS + 2) & 15)) << 2));
      if (entry & LITERAL) {
        store<u8>(to++, <u8>(entry >> 16)); bits >>= entry; have -= entry;
        continue;
      }
      if (entry & SPECIAL) {
        bits >>= entry; have -= entry;
        outcome = entry & END ? Codes.BlockEnded : Codes.Broken;
        break;
      }
    }
    const length = <usize>(entry >> 16) + extraOf(bits, entry);
    bits >>= entry; have -= entry;
    entry = <u64>load<u32>(<usize>(bits & (((1 << DISTANCE_BITS) - 1) << 2)), DISTANCES);
    if (entry & LONGER) entry = <u64>load<u32>(DISTANCES + ((<usize>(entry >> 16) + <usize>(bits >> (DISTANCE_BITS + 2) & 63)) << 2));
    const distance = <usize>(entry >> 16) + extraOf(bits, entry);
    bits >>= entry; have -= entry;
    if ((entry & SPECIAL) != 0 || distance > to - Inflated.start) {
      outcome = Codes.Broken;
      break;
    }
    copyMatch(to, distance, length);
    to += length;
  }
  Input.at = from;
  Inflated.next = to;
  Input.count = (have & 63) - 2;
  Input.held = bits >> 2;
  giveBack();
  return outcome;
}

@inline function lookUpLiteral(bits: u64): u64 {
  return <u64>load<u32>(<usize>(bits & (((1 << LITERAL_BITS) - 1) << 2)), LITERALS);
}

@inline function extraOf(bits: u64, entry: u64): usize {
  return <usize>((bits & ((<u64>4 << (entry & 63)) - 1)) >> (entry >> 8 & 31));
}
