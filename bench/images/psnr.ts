/** Peak signal-to-noise ratio in dB of eight-bit samples; 30 is hard to see, 40 and more invisible, 100 no difference. */
export function psnr(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return 0;
  let squares = 0;
  for (let i = 0; i < one.length; i++) squares += (one[i]! - other[i]!) ** 2;
  return Math.min(100, 10 * Math.log10(255 ** 2 / (squares / one.length)));
}
