/** What came of a picture. */
export enum Outcome {
  Done,
  /** Its header makes no sense. */
  Unreadable,
  /** Its data end before it does. */
  CutOff,
  OutOfMemory,
}
