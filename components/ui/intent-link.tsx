"use client";
import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

/** A link whose page is fetched when it is pointed at or has the keyboard, not because it is in sight; `prefetch={false}`: never. */
export function IntentLink({ prefetch, onPointerEnter, onFocus, ...props }: ComponentProps<typeof NextLink>) {
  const [near, setNear] = useState(false);
  return (
    <NextLink
      {...props}
      prefetch={prefetch ?? (near ? null : false)}
      onPointerEnter={(event) => {
        setNear(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setNear(true);
        onFocus?.(event);
      }}
    />
  );
}
