"use client";
import { useEffect, useRef, useState } from "react";

/** Which sides of a table hide columns: "start", "end", "start end" or "". */
export function useHiddenColumns() {
  const scroller = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState("");
  useEffect(() => {
    const frame = scroller.current;
    if (!frame) return;
    const measure = () => {
      const start = frame.scrollLeft > 0;
      // Browsers round the three lengths, each for itself.
      const end = frame.scrollLeft + frame.clientWidth < frame.scrollWidth - 1;
      setMore([start ? "start" : "", end ? "end" : ""].filter(Boolean).join(" "));
    };
    const sizes = new ResizeObserver(measure);
    for (const sized of [frame, ...frame.children]) sizes.observe(sized);
    frame.addEventListener("scroll", measure, { passive: true });
    return () => {
      sizes.disconnect();
      frame.removeEventListener("scroll", measure);
    };
  }, []);
  return { scroller, more };
}
