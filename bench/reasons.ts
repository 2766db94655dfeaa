const NEW_ROWS =
  "of some 50 ms on a quiet machine the request leaves after 5, its last byte is there after another 20 (the server alone needs 7; beside a browser that paints without a graphics card, on two processors, it takes longer), React has the new rows 11 later, and the rest is style, layout, paint and the wait for the frame.";

const LIMITS =
  "not profiled yet; a robot with 10 networks and 10 patterns has a longer row, one check of a BlockList and one of the patterns.";

/** Why a target is missed, according to profiling, by verdict id. Shown only while the target is missed. */
export const REASONS: Readonly<Record<string, string>> = {
  "pages-blocked":
    "one style, layout and paint of the whole page (some 700 elements), the first in a new process: with the CPU slowed 4× a trace shows some 40 ms of style, 35 of layout and 25 of paint; a busy machine makes one long task of them.",
  "pages-next": NEW_ROWS,
  "pages-sort": NEW_ROWS,
  "pages-search": NEW_ROWS,
  "pages-dialog":
    "the press is handled in 2–4 ms; what follows is making the dialog's thirty controls and the first layout and paint of it over the dimmed page.",
  "pages-worst":
    "closing the dialog: giving the page back its focus, scrolling and accessibility takes 45–100 ms of it, the frame without dialog and shade the rest.",
  "token-limits-sqlite": LIMITS,
  "token-limits-postgresql": LIMITS,
  "memory-idle":
    "71 MB are alive in V8's heap; 49 are Node's own mapped files; the remainder is native memory. Not loading pages at the start would save 8 and make each first visit slower; MALLOC_ARENA_MAX=2 in the environment saves 14.",
};
