"use client";
import { useState } from "react";

/** The latest value that wasn't null, so that a dialog keeps its text while it fades out. */
export function useLastShown<Value>(value: Value | null): Value | null {
  const [shown, setShown] = useState(value);
  if (value !== null && value !== shown) setShown(value);
  return shown;
}
