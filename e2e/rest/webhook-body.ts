import fc from "fast-check";

/** Nothing listens on port 1, and its events are rare, so that the run causes few deliveries. */
export function webhookBody(): fc.Arbitrary<object> {
  const urls = [
    ...["http://127.0.0.1:1/hook", "http://127.0.0.1:1/hook", "http://[::1]:1/?q=%0d%0aX:y", "http://127.1:1/#x"],
    ...["http://169.254.169.254/latest", "https://10.0.0.1/", "https://ada:pw@127.0.0.1/", "ftp://127.0.0.1/", "x"],
    ...[
      "javascript:alert(1)",
      `http://127.0.0.1:1/${"x".repeat(3000)}`,
      "http://0x7f000001:1/",
      "http://127.0.0.1:1\n",
    ],
  ];
  return fc.record({
    url: fc.constantFrom(...urls),
    events: fc.subarray(["policy.updated", "endpoint.disabled", "policy.updated", "robot.flew"]),
    format: fc.constantFrom("standard", "standard", "slack", "teams", "xml"),
    description: fc.string({ unit: "grapheme", maxLength: 250 }),
    active: fc.boolean(),
    with_addresses: fc.boolean(),
  });
}
