"use client";
import { type ReactNode, Suspense, useState } from "react";

type SkeletonBoundaryProps = {
  /** The page came as a document. */
  isDocument: boolean;
  skeleton: ReactNode;
  children: ReactNode;
};

/**
 * Shows a skeleton while `children` load, but never in a document: React would send long content of a boundary hidden,
 * for a script to show. What was chosen first stays, or the content would be made anew at the next navigation.
 */
export function SkeletonBoundary({ isDocument, skeleton, children }: SkeletonBoundaryProps) {
  const [whole] = useState(isDocument);
  return whole ? children : <Suspense fallback={skeleton}>{children}</Suspense>;
}
