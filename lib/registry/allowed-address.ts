import { AppError } from "../errors";
import { logAddressRefusal } from "./address-refusals";
import type { RobotLogin } from "./queries";

/**
 * Refuses a robot that may not log in from this address, and records it. Only for one whose secret has proved right, so that nobody
 * without it learns of the list. A token that was issued before works until it expires.
 * @throws AppError UNAUTHORIZED
 */
export async function refuseAddress({ id, loginName }: RobotLogin, address: string | null): Promise<never> {
  await logAddressRefusal({ robotId: id, loginName, address });
  throw new AppError("UNAUTHORIZED", `robot ${loginName} may not log in from ${address ?? "an unknown address"}`);
}
