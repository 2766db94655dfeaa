import { expect, it } from "vitest";
import { onDemand } from "@/components/ui/on-demand";

const Part = () => null;

it("code is fetched once, however often and by whomever it is asked for", async () => {
  let fetched = 0;
  const part = onDemand(async () => {
    fetched++;
    return Part;
  });
  part.preload();
  await Promise.all([part.load(), part.load()]);
  await part.load();
  expect(fetched).toBe(1);
});

it("a failed fetch is told to whoever waits, and the next one tries again", async () => {
  let isOnline = false;
  const part = onDemand(async () => {
    if (!isOnline) throw new Error("offline");
    return Part;
  });
  part.preload();
  await expect(part.load()).rejects.toThrow("offline");
  isOnline = true;
  await expect(part.load()).resolves.toBeUndefined();
});
