const NEW_ROWS =
  "of about 120 ms at full speed the request leaves after 5, its last byte comes after another 50–80 (the server alone needs 17–25 for fifteen rows; beside a browser that paints without a graphics card, on two processors, it takes longer), React has the new rows 30–50 later, and the rest is the frame.";

/** Why a target is missed, as profiling showed; by the verdict's id. Left out of the results when it is met. */
export const REASONS: Readonly<Record<string, string>> = {
  "pages-blocked":
    "one style, layout and paint of the whole page (some 800 elements), the first in a new process: a trace shows 40–120 ms of style and 60–95 ms of layout, with the first shaping of both faces, at full speed. Painted in parts it was more in all: each part is styled and laid out again. Runs differ widely, from 260 ms to 773.",
  "pages-next": NEW_ROWS,
  "pages-sort": NEW_ROWS,
  "pages-search": NEW_ROWS,
  "pages-dialog":
    "the press is handled in 2–4 ms; what follows is making the dialog's thirty controls and the first layout and paint of it over the dimmed page.",
  "pages-worst":
    "closing the dialog: giving the page back its focus, scrolling and accessibility takes 45–100 ms of it, the frame without dialog and shade the rest.",
  "growth-token-sqlite":
    "a lookup whose pages are scattered over a big file takes 27–36 µs where neighbours take 25, with the reader's cache at 16 MiB (67 µs with SQLite's own 2). The rest was not found; the rounds spread by as much.",
  "growth-token-postgresql": "not resolved: the rounds of the two instances overlap.",
  "memory-idle":
    "71 MB are alive in V8's heap, which keeps 109; 49 are Node's own mapped files; the remainder is native memory. Not loading pages at the start would save 8 and make each first visit slower; MALLOC_ARENA_MAX=2 in the environment saves 14.",
};
