import { AppError } from "../errors";

export function fieldError(field: string, message: string): AppError {
  return new AppError("UNPROCESSABLE", message, { fields: { [field]: message } });
}
