import { describe, expect, it } from "vitest";
import { readTheme } from "./theme";

describe("readTheme", () => {
  it("follows the system without a cookie or with an invalid one", () => {
    expect(readTheme(undefined)).toBe("system");
    expect(readTheme('"><script>')).toBe("system");
  });
  it("returns the stored theme", () => {
    expect(readTheme("dark")).toBe("dark");
    expect(readTheme("light")).toBe("light");
  });
});
