"use client";
import { useEffect, useRef, useState } from "react";
import { useTableNavigation } from "@/components/data-table/table-navigation";

const DEBOUNCE_MS = 250;

/** The URL follows the text after a pause. It replaces the text only if something else changed it. */
export function useDebouncedParam(param: string, value: string) {
  const { go } = useTableNavigation();
  const [text, setText] = useState(value);
  const [previous, setPrevious] = useState(value);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (previous !== value) {
    setPrevious(value);
    if (value !== sent.current) setText(value);
  }
  useEffect(() => {
    sent.current = value;
  }, [value]);
  const send = (next: string) => {
    clearTimeout(timer.current);
    sent.current = next.trim();
    go({ [param]: next.trim() }, "replace");
  };
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(send, DEBOUNCE_MS, next);
  };
  return { text, type, send };
}
