// The JPEG decoder as the host drives it: `runJpeg` goes on until something is needed, and says what.
import { available, closeInput, inputClosed, makeRoom, readEnd, readPos, resetInput, room, seek, take } from "./jpeg-input";
import { drain } from "./compose";
import { component, forgetFrame, Frame } from "./jpeg-frame";
import { forgetTables } from "./jpeg-huffman";
import { planFrame } from "./jpeg-plan";
import { pushCoefficients } from "./jpeg-progressive";
import { Refusal } from "./jpeg-refusal";
import { beginScan, decodeScan, Scan, scanComponent, ScanState } from "./jpeg-scan";
import { be16, readApplication, readFrameHeader, readHuffmanTables, readQuantisers, readScanHeader } from "./jpeg-segments";

/** What `runJpeg` answers; a refusal is below zero. */
enum Event {
  /** More bytes, or that there are none. */
  NeedsInput,
  /** A segment of an application: see `jpegSegment`. */
  Segment,
  /** The size is known, pictures begin: a target, then `startJpeg`. */
  Frame,
  Done,
  /** Nothing for the host. */
  None,
}

enum State { Start, Markers, FirstScan, InScan, AfterScan, Done }

/** Real files have a dozen. */
const MOST_SCANS: i32 = 100;

let state: State = State.Start;
let scans: i32 = 0;
let segment: usize = 0;
let segmentEnd: usize = 0;

/** False when memory is out. */
export function beginJpeg(): bool {
  forgetFrame();
  forgetTables();
  Scan.blocks = 0;
  state = State.Start;
  scans = 0;
  return resetInput();
}

export function jpegRoom(): usize { return room(); }
export function makeJpegRoom(): usize { return makeRoom(); }
export function takeJpeg(bytes: usize): void { take(bytes); }
export function closeJpeg(): void { closeInput(); }

export function jpegWidth(): i32 { return Frame.width; }
export function jpegHeight(): i32 { return Frame.height; }
/** The last segment's marker, then its content, which holds until the next run. */
export function jpegMarker(): i32 { return load<u8>(segment - 3); }
export function jpegSegment(): usize { return segment; }
export function jpegSegmentBytes(): i32 { return <i32>(segmentEnd - segment); }

/** Once the target is set. False when memory is out. */
export function startJpeg(): bool {
  state = State.InScan;
  if (!planFrame(Frame.progressive || Scan.count == Frame.components)) return false;
  startScan();
  return true;
}

export function runJpeg(): i32 {
  let event: i32 = Event.None;
  while (event == Event.None) {
    switch (state) {
      case State.Start: { event = readStart(); break; }
      case State.Markers: { event = readMarker(); break; }
      case State.InScan: { event = goOnWithScan(); break; }
      case State.AfterScan: { event = findMarker(); break; }
      default: event = Event.Done;
    }
  }
  return event;
}

@inline function refuse(refusal: Refusal): i32 { return -<i32>refusal; }

function readStart(): i32 {
  if (available() < 2) return starve();
  if (be16(readPos) != 0xffd8) return refuse(Refusal.NotJpeg);
  seek(readPos + 2);
  state = State.Markers;
  return Event.None;
}

/** Where input ends: what has come so far is the picture. */
function starve(): i32 {
  if (!inputClosed) return Event.NeedsInput;
  return scans > 0 ? finish() : refuse(state == State.Start ? Refusal.NotJpeg : Refusal.NoPicture);
}

function finish(): i32 {
  state = State.Done;
  if (scans == 0) return refuse(Refusal.NoPicture);
  if (Frame.progressive) pushCoefficients();
  else finishPlanes();
  return Event.Done;
}

/** A component without a scan, or one that broke off, is grey. */
function finishPlanes(): void {
  for (let i = 0; i < Frame.components; i++) component(i).pushGrey();
  drain();
}

function readMarker(): i32 {
  while (available() > 1 && be16(readPos) == 0xffff) seek(readPos + 1); // fill bytes (B.1.1.2)
  if (available() < 2) return starve();
  if (load<u8>(readPos) != 0xff) return findMarker();
  const marker = <u32>load<u8>(readPos, 1);
  if (marker == 0xd9) return finish();
  if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) { // markers that stand alone (table B.1)
    seek(readPos + 2);
    return Event.None;
  }
  if (available() < 4) return starve();
  const length = be16(readPos + 2);
  if (length < 2) return refuse(Refusal.BadSegment);
  if (available() < length + 2) return starve();
  segment = readPos + 4;
  segmentEnd = readPos + 2 + length;
  seek(segmentEnd);
  return readSegment(marker, segment, segmentEnd);
}

function readSegment(marker: u32, p: usize, end: usize): i32 {
  if (marker == 0xc4) return settle(readHuffmanTables(p, end));
  if (marker == 0xdb) return settle(readQuantisers(p, end));
  if (marker == 0xda) return readScan(p, end);
  if (marker == 0xdd) {
    if (p + 2 != end) return refuse(Refusal.BadSegment);
    Frame.restartInterval = be16(p);
  } else if (marker == 0xcc) return refuse(Refusal.Coding); // arithmetic conditioning
  else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc8) return settle(readFrameHeader(marker, p, end));
  else if (marker >= 0xe0 && marker <= 0xef) {
    readApplication(marker, p, end);
    return Event.Segment;
  }
  return Event.None;
}

function settle(refusal: Refusal): i32 { return refusal == Refusal.None ? Event.None : refuse(refusal); }

function readScan(p: usize, end: usize): i32 {
  if (Frame.components == 0) return refuse(Refusal.BadScan);
  const refusal = readScanHeader(p, end);
  if (refusal != Refusal.None) return refuse(refusal);
  if (++scans > MOST_SCANS) return refuse(Refusal.Scans);
  if (scans == 1) return Event.Frame;
  startScan();
  return Event.None;
}

function startScan(): void {
  for (let i = 0; i < Scan.count; i++) scanComponent(i).keepFactors();
  beginScan();
  // Nothing of a block but its mean is needed: its other coefficients go by unread.
  state = Frame.progressive && Scan.first > 0 && scanComponent(0).size == 1 ? State.AfterScan : State.InScan;
}

function goOnWithScan(): i32 {
  const result = decodeScan();
  if (result == ScanState.NeedsInput) return Event.NeedsInput;
  if (result == ScanState.TooMuchWork) return refuse(Refusal.Work);
  state = State.AfterScan;
  return Event.None;
}

/** Moves to the next marker that is no restart. */
function findMarker(): i32 {
  const ff = i8x16.splat(-1);
  let p = readPos;
  const end = readEnd;
  for (;;) {
    while (p + 16 < end) {
      const mask = i8x16.bitmask(i8x16.eq(v128.load(p), ff));
      if (mask != 0) { p += ctz(mask); break; }
      p += 16;
    }
    while (p < end && load<u8>(p) != 0xff) p++;
    seek(p);
    if (p + 1 >= end) return starve();
    const code = load<u8>(p, 1);
    if (code != 0 && code != 0xff && !(code >= 0xd0 && code <= 0xd7)) {
      state = State.Markers;
      return Event.None;
    }
    p += code == 0xff ? 1 : 2;
  }
  return Event.None; // not reached; the compiler asks for it
}
