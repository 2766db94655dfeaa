import { expect, it } from "vitest";
import { exportFile } from "@/components/robots/export-file";

const secret = {
  id: 1,
  loginName: "robot_documentation+test",
  createdAt: new Date("2021-08-04T13:58:45.934Z"),
  expiresAt: -1,
  secret: "3xiYiY9eaenXDhZHj8k7WGcF5IfSSGVk",
};

it("the export file is named after the login name and contains exactly five keys", () => {
  const file = exportFile({ ...secret, ...{ version: 3 } });
  expect(file.name).toBe("robot_documentation+test.json");
  expect(JSON.parse(file.text)).toEqual({
    creation_time: "2021-08-04T13:58:45.934Z",
    expires_at: -1,
    id: 1,
    name: "robot_documentation+test",
    secret: "3xiYiY9eaenXDhZHj8k7WGcF5IfSSGVk",
  });
  expect(Object.keys(JSON.parse(file.text))).toEqual(["creation_time", "expires_at", "id", "name", "secret"]);
});
