// The weights of Lanczos resampling with three lobes (K. Turkowski, "Filters for Common Resampling Tasks", 1990),
// stretched when shrinking, in 14 bits: 16384 is one.
import { alloc, allocZeroed } from "./memory";

const LOBES: f64 = 3;
const ONE: i32 = 16384;
/** Source samples that a filter spans at most: 14 bits have no weights for more. */
const MOST_TAPS: i32 = 2048;
/** What shrinks further than that allows is weighed in the middle of each stretch. */
const MOST_STRETCH: f64 = 338;

/** f64, while the weights of one output sample are added up. */
const SUMS: usize = memory.data(2048 * 8, 16);

/** Of one axis: for every output sample its first source sample, and `taps` weights that sum to `ONE`. */
@unmanaged export class Filter {
  taps: i32;
  starts: usize; // i32[outputs + 4]
  weights: usize; // i16[outputs + 4][taps]

  /**
   * Output sample `i` covers `step` source samples from `start + i * step` on. Beyond an edge the outermost sample
   * repeats. With `doubled` the source is first thought twice as fine, as decoders smooth subsampled colours: three
   * quarters of the nearer sample and a quarter of the next. It costs nothing, as the weights do both.
   */
  static create(source: i32, outputs: i32, start: f64, step: f64, multiple: i32, doubled: bool): Filter | null {
    const fine: i32 = doubled ? 2 : 1;
    const stretch = min<f64>(max<f64>(1, step * fine), MOST_STRETCH);
    const needed = (<i32>ceil(2 * LOBES * stretch) + 1) / fine + (doubled ? 3 : 0);
    const taps = (needed + multiple - 1) / multiple * multiple;
    const filter = changetype<Filter>(alloc(offsetof<Filter>()));
    if (!changetype<usize>(filter)) return null;
    filter.taps = taps;
    // Whoever uses them takes four output samples at a time, so samples without weight follow the last.
    filter.starts = allocZeroed((outputs + 4) * 4);
    filter.weights = allocZeroed((outputs + 4) * taps * 2);
    if (!filter.starts || !filter.weights) return null;
    for (let i = 0; i < outputs; i++) filter.weigh(i, source, fine, (start + (<f64>i + 0.5) * step) * fine - 0.5, stretch);
    return filter;
  }

  /** `centre` and `stretch` are in fine samples. */
  private weigh(i: i32, source: i32, fine: i32, centre: f64, stretch: f64): void {
    const taps = this.taps;
    const from = <i32>ceil(centre - LOBES * stretch);
    const to = <i32>floor(centre + LOBES * stretch);
    const first = max(min((from >> (fine - 1)) - (fine - 1), source - taps), 0);
    memory.fill(SUMS, 0, <usize>taps << 3);
    let sum: f64 = 0;
    for (let at = from; at <= to; at++) {
      const weight = lanczos((<f64>at - centre) / stretch);
      sum += weight;
      if (fine == 1) add(at, source, first, taps, weight);
      else {
        add(at >> 1, source, first, taps, weight * 0.75);
        add((at >> 1) + ((at & 1) << 1) - 1, source, first, taps, weight * 0.25);
      }
    }
    store<i32>(this.starts + (i << 2), first);
    this.round(this.weights + i * taps * 2, <f64>ONE / sum);
  }

  /** To whole numbers; the largest weight takes what rounding left over. */
  private round(row: usize, scale: f64): void {
    let rest = ONE;
    let largest = row;
    for (let t = 0, taps = this.taps; t < taps; t++) {
      const weight = <i32>nearest(load<f64>(SUMS + (t << 3)) * scale);
      const to = row + (t << 1);
      store<i16>(to, <i16>weight);
      rest -= weight;
      if (weight > <i32>load<i16>(largest)) largest = to;
    }
    store<i16>(largest, <i16>min(<i32>load<i16>(largest) + rest, 32767));
  }
}

/** Gives sample `at`, or the nearest there is, more weight. */
@inline function add(at: i32, source: i32, first: i32, taps: i32, weight: f64): void {
  const slot = SUMS + (<usize>min(max(min(at, source - 1), 0) - first, taps - 1) << 3);
  store<f64>(slot, load<f64>(slot) + weight);
}

function lanczos(x: f64): f64 {
  if (abs(x) < 1e-9) return 1;
  if (abs(x) >= LOBES) return 0;
  const angle = x * Math.PI;
  return LOBES * sin(angle) * sin(angle / LOBES) / (angle * angle);
}

/** Taylor's series on a quarter turn: nine digits, and a hundred times smaller than the library's. */
function sin(angle: f64): f64 {
  let x = angle % (2 * Math.PI);
  if (x > Math.PI) x -= 2 * Math.PI;
  if (x < -Math.PI) x += 2 * Math.PI;
  if (x > Math.PI / 2) x = Math.PI - x;
  if (x < -Math.PI / 2) x = -Math.PI - x;
  const q = x * x;
  return x * (1 - q / 6 * (1 - q / 20 * (1 - q / 42 * (1 - q / 72 * (1 - q / 110)))));
}
