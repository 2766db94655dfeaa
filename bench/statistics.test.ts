import { expect, test } from "vitest";
import { figure, interleave, quantile, ratio } from "./statistics";

test("a quantile interpolates between its neighbors, in whatever order the values come", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([10, 20, 30], 1)).toBe(30);
  expect(quantile([10, 20, 30], 0)).toBe(10);
  expect(quantile([], 0.5)).toBeNaN();
});

test("a figure is the median with the lowest and the highest", () => {
  expect(figure([5, 1, 9])).toEqual({ median: 5, low: 1, high: 9 });
});

test("a ratio compares within rounds: a round that is slow for both changes nothing", () => {
  expect(ratio([10, 1, 20], [20, 2, 40])).toEqual({ median: 0.5, low: 0.5, high: 0.5 });
});

test("candidates take turns, and a different one begins each round", async () => {
  const order: string[] = [];
  const candidate = (name: string) => async () => order.push(name);
  const values = await interleave(2, { a: candidate("a"), b: candidate("b"), c: candidate("c") });
  expect(order.join("")).toBe("abcbca");
  expect(values).toEqual({ a: [1, 6], b: [2, 4], c: [3, 5] });
});
