"use client";
import { type ReactNode, Suspense, useState } from "react";

type SkeletonBoundaryProps = {
  /** A full page load, not a navigation. */
  isDocument: boolean;
  skeleton: ReactNode;
  children: ReactNode;
};

/**
 * Shows a skeleton while `children` load, but never on a full page load: React would send a boundary's content hidden,
 * to be revealed by a script. Keeps its first mode, because switching would remount the content at the next navigation.
 */
export function SkeletonBoundary({ isDocument, skeleton, children }: SkeletonBoundaryProps) {
  const [whole] = useState(isDocument);
  return whole ? children : <Suspense fallback={skeleton}>{children}</Suspense>;
}
