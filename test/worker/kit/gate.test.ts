import { expect, test } from "vitest";
import { Gate } from "../../../src/kit/gate.ts";

const LEASE = 60_000;
let clock = 0;
const open = (capacity: number) => new Gate(capacity, LEASE, () => clock);

test("a gate lets in as many as fit, and one more when one leaves", async () => {
  const gate = open(10);
  const first = await gate.enter(6, 0);
  expect(await gate.enter(4, 0)).not.toBeNull();
  expect(await gate.enter(1, 0)).toBeNull();
  first?.();
  expect(await gate.enter(6, 0)).not.toBeNull();
});

test("leaving twice gives back what was taken once", async () => {
  const gate = open(10);
  const leave = await gate.enter(6, 0);
  leave?.();
  await gate.enter(10, 0);
  leave?.();
  expect(await gate.enter(1, 0)).toBeNull();
});

test("what could never fit is turned away at once", async () => {
  expect(await open(10).enter(11, 1_000_000)).toBeNull();
});

test("who waits comes in as soon as there is room", async () => {
  const gate = open(10);
  const leave = await gate.enter(10, 0);
  const waiting = gate.enter(5, 1000);
  setTimeout(() => leave?.(), 60);
  expect(await waiting).not.toBeNull();
});

test("who has waited long enough is turned away", async () => {
  const gate = open(10);
  await gate.enter(10, 0);
  const waiting = gate.enter(5, 1000);
  clock += 1000;
  expect(await waiting).toBeNull();
});

test("a hold that nobody gave back ends with its lease", async () => {
  const gate = open(10);
  await gate.enter(10, 0);
  clock += LEASE - 1;
  expect(await gate.enter(1, 0)).toBeNull();
  clock += 1;
  expect(await gate.enter(10, 0)).not.toBeNull();
});
