"use client";
import { useRouter } from "next/navigation";
import type { Place } from "@/components/shell/place";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";

/** @param scope "page" for places within the current page */
export function PlaceShortcuts({ places, scope }: { places: readonly Place[]; scope: "page" | "console" }) {
  return places.map((place) =>
    place.keys ? <PlaceShortcut key={place.href} place={place} keys={place.keys} scope={scope} /> : null,
  );
}

type PlaceShortcutProps = { place: Place; keys: string; scope: "page" | "console" };

function PlaceShortcut({ place, keys, scope }: PlaceShortcutProps) {
  const router = useRouter();
  const label = scope === "page" ? `Open the ${place.label} tab` : `Go to ${place.label}`;
  useShortcut(keys, label, () => router.push(place.href), true, scope);
  return null;
}
