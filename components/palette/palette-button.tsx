"use client";
import Search from "lucide-react/icons/search";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Place } from "@/components/shell/place";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import { onDemand } from "@/components/ui/on-demand";
import { useOnDemand } from "@/components/ui/use-on-demand";

type PaletteButtonProps = { places: readonly Place[]; username: string; signOut: () => void | Promise<void> };

const palette = onDemand(() => import("@/components/palette/command-palette").then((module) => module.CommandPalette));

/** Also opened with Ctrl K and ⌘ K. Its code loads when the pointer or focus reaches the button. */
export function PaletteButton(props: PaletteButtonProps) {
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  const Palette = useOnDemand(palette, open, close);
  const modifier = useModifier();
  useShortcut(`${modifier} K`, "Search and jump", null, true, "console");
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isPaletteKey = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === "k";
      if (!isPaletteKey) return;
      event.preventDefault();
      if (event.repeat) return;
      if (open) close();
      // Another open dialog keeps its content.
      else if (!document.querySelector("[data-modal]")) setOpen(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [open, close]);
  return (
    <span className="relative">
      <Button
        aria-label="Search and jump"
        aria-keyshortcuts="Control+K Meta+K"
        aria-haspopup="dialog"
        pending={open && !Palette}
        onClick={() => setOpen(true)}
        onPointerEnter={palette.preload}
        onFocus={palette.preload}
        className="px-2 text-muted max-sm:w-8 sm:pointer-fine:pr-14 lg:w-52 lg:[&>span]:w-full"
      >
        <Search aria-hidden="true" />
        <span className="hidden font-normal lg:inline">Search</span>
      </Button>
      {/* Beside the button, because a hint isn’t part of its label. `aria-keyshortcuts` tells screen readers. */}
      <Kbd
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 right-2 my-auto min-w-11 pointer-coarse:hidden max-sm:hidden"
      >
        {modifier} K
      </Kbd>
      {Palette ? <Palette {...props} open={open} onClose={close} /> : null}
    </span>
  );
}

const never = () => () => {};

/** The modifier depends on the computer, which the server doesn't know. */
function useModifier(): "Ctrl" | "⌘" {
  const isMac = useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.platform),
    () => false,
  );
  return isMac ? "⌘" : "Ctrl";
}
