"use client";
import { useAction } from "@/components/action/use-action";
import type { Selection } from "@/components/data-table/use-selection";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { Button } from "@/components/ui/button";
import { numberText } from "@/lib/number-text";
import type { Page } from "@/lib/pagination";
import { projectNameOf } from "@/lib/robots/home";
import type { ListedRobot } from "@/lib/robots/robot";
import { type ListRobotsInput, MAX_SELECTED } from "@/lib/robots/schema";

type SelectMatchingProps = {
  settings: RobotSettings;
  query: ListRobotsInput;
  page: Page<ListedRobot>;
  selection: Selection<ListedRobot>;
};

/** Once a whole page is selected, offers to select the other pages too. */
export function SelectMatching({ settings, query: { q, status }, page, selection }: SelectMatchingProps) {
  const { run, pending, problem } = useAction(settings.actions.select, "We couldn’t reach the server. Try again.");
  const { rows, total, capped } = page;
  const chosen = selection.rows;
  const isWhole = rows.length > 0 && rows.every(({ id }) => chosen.has(String(id)));
  if (!isWhole || (total <= rows.length && chosen.size <= rows.length)) return null;
  const most = Math.min(total, MAX_SELECTED);
  const select = async () => {
    const outcome = await run({ project: projectNameOf(settings.home), q, status });
    if (outcome?.ok) selection.replace(new Map(outcome.data.map((robot) => [String(robot.id), robot])));
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b bg-subtle px-4 py-2 text-sm">
      <span role="status">
        {problem?.message ??
          (chosen.size >= most
            ? `${numberText(chosen.size)} robot accounts on all pages are selected.`
            : `All ${rows.length} on this page are selected.`)}
      </span>
      {chosen.size >= most ? (
        <Button size="sm" onClick={selection.clear}>
          Clear selection
        </Button>
      ) : (
        <Button size="sm" pending={pending} onClick={select}>
          {total > MAX_SELECTED || capped
            ? `Select the newest ${numberText(MAX_SELECTED)} that match`
            : `Select all ${numberText(total)} that match`}
        </Button>
      )}
    </div>
  );
}
