import { type PatternReading, readPatterns } from "@/lib/access/repositories";

/** Explains typed patterns with examples, and names those that another one covers. */
export function PatternNotes({ typed, project }: { typed: readonly string[]; project: string | null }) {
  const reading = readPatterns(typed, project);
  return (
    <div aria-live="polite" className="flex flex-col gap-0.5 text-xs empty:hidden">
      {"fault" in reading ? <p className="text-red">{reading.fault}</p> : <Notes reading={reading} />}
    </div>
  );
}

const SHOWN = 3;

function Notes({ reading: { patterns, covered } }: { reading: PatternReading }) {
  if (!patterns) return <p className="text-amber">* lets in every repository of the project.</p>;
  return (
    <>
      {patterns.slice(0, SHOWN).map((pattern) => (
        <p key={pattern} className="text-muted">
          {exampleOf(pattern)}
        </p>
      ))}
      {covered.map(({ pattern, by }) => (
        <p key={pattern} className="text-muted">
          {pattern} is dropped because {by} already covers it.
        </p>
      ))}
    </>
  );
}

function exampleOf(pattern: string): string {
  if (!pattern.endsWith("/*")) return `${pattern} lets in ${pattern}; not ${pattern}/a, ${pattern}x.`;
  const folder = pattern.slice(0, -2);
  return `${pattern} lets in ${folder}/a, ${folder}/a/b; not ${folder}, ${folder}x.`;
}
