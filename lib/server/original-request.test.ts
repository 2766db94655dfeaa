import { describe, expect, test } from "vitest";
import { originalRequest } from "./original-request";

describe("originalRequest", () => {
  const nginx = { "x-original-method": ["GET"], "x-original-uri": ["/v2/"] };
  const traefik = { "x-forwarded-method": ["GET"], "x-forwarded-uri": ["/v2/"] };

  test("reads the headers of nginx or Traefik, and both if they agree", () => {
    for (const headers of [nginx, traefik, { ...nginx, ...traefik }]) {
      expect(originalRequest(headers)).toEqual({ method: "GET", uri: "/v2/" });
    }
  });

  test.each([
    ["none", {}],
    ["two that disagree on the path", { ...nginx, ...traefik, "x-forwarded-uri": ["/v2/other/"] }],
    ["two that disagree on the method", { ...nginx, ...traefik, "x-original-method": ["DELETE"] }],
    ["half of one", { "x-original-uri": ["/v2/"] }],
    ["one and half of the other", { ...nginx, "x-forwarded-uri": ["/v2/"] }],
    ["halves of two", { "x-original-method": ["GET"], "x-forwarded-uri": ["/v2/"] }],
    ["one header twice", { ...nginx, "x-original-uri": ["/v2/", "/v2/"] }],
    ["an empty one", { ...nginx, "x-original-uri": [""] }],
  ])("refuses %s", (_what, headers) => {
    expect(originalRequest(headers)).toBeNull();
  });
});
