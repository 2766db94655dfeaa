import { describe, expect, it } from "vitest";
import { dockerLogin } from "./docker-login";

describe("docker login line", () => {
  it("reads as in the registry's own documentation when nothing needs quoting", () => {
    const line = dockerLogin({ name: "robot_documentation+test", secret: "3xiYiY9e", host: "registry.acme.test:5000" });
    expect(line).toBe(
      "printf %s 3xiYiY9e | docker login -u robot_documentation+test --password-stdin registry.acme.test:5000",
    );
  });

  it("names a placeholder when the registry's host is not known", () => {
    expect(dockerLogin({ name: "robot_a+b", secret: "x", host: null })).toMatch(/ registry\.example\.com$/);
  });

  it("quotes a secret that a shell would take apart", () => {
    const line = dockerLogin({ name: "robot_a+b", secret: "A1'$(id)!b", host: null });
    expect(line).toContain("printf %s 'A1'\\''$(id)!b' |");
  });
});
