import { expect, it } from "vitest";
import { onDemand } from "@/components/ui/on-demand";

const Part = () => null;

it("code is loaded once, no matter how often it is requested", async () => {
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

it("a failed load rejects, and the next one tries again", async () => {
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
