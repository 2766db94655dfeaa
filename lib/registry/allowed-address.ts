import { isAllowedFrom } from "../credentials/allowed-address";
import { AppError } from "../errors";
import { logAddressRefusal } from "./address-refusals";
import type { RobotLogin } from "./queries";

/**
 * For a robot whose secret has proved right, so that nobody without it learns of the list. A token that was issued before
 * works until it expires.
 * @throws AppError UNAUTHORIZED if the robot may not log in from this address; that is recorded
 */
export async function assertAllowedFrom(robot: RobotLogin, address: string | null): Promise<void> {
  const { id, loginName, allowedAddresses } = robot;
  if (isAllowedFrom(allowedAddresses, address)) return;
  await logAddressRefusal({ robotId: id, loginName, address });
  throw new AppError("UNAUTHORIZED", `robot ${loginName} may not log in from ${address ?? "an unknown address"}`);
}
