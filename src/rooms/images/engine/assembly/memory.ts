// A bump allocator over linear memory. Nothing is ever freed; `resetHeap` starts over for the next picture.

let next: usize = 0;
let end: usize = 0;

export function resetHeap(): void {
  next = __heap_base;
  end = <usize>memory.size() << 16;
}

/** 16-byte aligned, content undefined. 0 when the module's maximum of memory is reached. */
export function alloc(bytes: usize): usize {
  const start = (next + 15) & ~15;
  if (bytes > 0x7fff0000 - start) return 0;
  const stop = start + bytes;
  if (stop > end) {
    const pages = <i32>((stop - end + 0xffff) >> 16);
    if (memory.grow(pages) < 0) return 0;
    end += <usize>pages << 16;
  }
  next = stop;
  return start;
}

/** As `alloc`, filled with zeros. */
export function allocZeroed(bytes: usize): usize {
  const start = alloc(bytes);
  if (start) memory.fill(start, 0, bytes);
  return start;
}
