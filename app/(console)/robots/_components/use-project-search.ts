"use client";
import { useEffect, useState } from "react";
import { callAction } from "@/components/action/call-action";
import { searchProjectsAction } from "../actions";

const PAUSE_MS = 200;
const LOST = "No answer came from the server. Check your connection and try again.";

type Found = { q: string; names: string[]; total: number; capped: boolean; page: number };

/** Names of projects that match what is typed, page after page. */
export function useProjectSearch(q: string) {
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [wanted, setWanted] = useState({ q, page: 1, attempt: 0 });
  if (wanted.q !== q) setWanted({ q, page: 1, attempt: 0 });
  useEffect(() => {
    let current = true;
    const search = async () => {
      const outcome = await callAction(searchProjectsAction, { q: wanted.q.trim(), page: wanted.page }, LOST);
      if (!current) return;
      setProblem(outcome.ok ? null : outcome.message);
      if (!outcome.ok) return;
      const { rows, total, capped, page } = outcome.data;
      setFound((last) => {
        const before = last && page > 1 && last.q === wanted.q ? last.names : [];
        return { q: wanted.q, names: [...new Set([...before, ...rows])], total, capped, page };
      });
    };
    const timer = setTimeout(search, wanted.page === 1 && wanted.q !== "" ? PAUSE_MS : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  const more = () => found && setWanted({ q, page: found.page + 1, attempt: 0 });
  const retry = () => setWanted((last) => ({ ...last, attempt: last.attempt + 1 }));
  return { found, problem, more, retry };
}
