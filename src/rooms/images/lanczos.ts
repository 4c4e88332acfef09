import type { Sampling } from "./engine/geometry.ts";

/** For each output pixel its first source pixel and `length` weights that add up to one. */
export interface Taps {
  first: Int32Array;
  weights: Float32Array;
  length: number;
}

const LOBES = 3;

/**
 * The weights of Lanczos resampling (K. Turkowski, "Filters for Common Resampling Tasks", 1990), stretched when
 * shrinking so that every source pixel counts. Beyond an edge the outermost pixel repeats.
 */
export function lanczosTaps({ start, step, count }: Sampling, sourceLength: number): Taps {
  const stretch = Math.max(1, step);
  const reach = LOBES * stretch;
  const length = Math.min(sourceLength, Math.ceil(2 * reach) + 1);
  const first = new Int32Array(count);
  const weights = new Float32Array(count * length);
  for (let i = 0; i < count; i++) {
    const centre = start + (i + 0.5) * step - 0.5;
    const from = Math.ceil(centre - reach);
    first[i] = clamp(from, 0, sourceLength - length);
    const own = weights.subarray(i * length, (i + 1) * length);
    for (let at = from; at <= centre + reach; at++) {
      own[clamp(at, 0, sourceLength - 1) - first[i]!]! += lanczos((at - centre) / stretch);
    }
    normalise(own);
  }
  return { first, weights, length };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  const angle = Math.PI * x;
  return Math.abs(x) >= LOBES ? 0 : (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

function normalise(weights: Float32Array): void {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (let i = 0; i < weights.length; i++) weights[i]! /= sum;
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}
