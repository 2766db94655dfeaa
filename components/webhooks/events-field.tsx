"use client";
import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { EVENT_TEXTS, type EventType } from "@/lib/events/schema";

type EventsFieldProps = {
  /** The events that can be chosen. */
  types: readonly EventType[];
  value: readonly EventType[];
  onChange: (value: EventType[]) => void;
  error: string | undefined;
};

/** Events by group. */
export function EventsField({ types, value, onChange, error }: EventsFieldProps) {
  const errorId = useId();
  const groups = [...new Set(types.map((type) => EVENT_TEXTS[type].group))];
  const set = (changed: readonly EventType[], on: boolean) =>
    onChange(types.filter((type) => (changed.includes(type) ? on : value.includes(type))));
  return (
    <fieldset aria-describedby={error ? errorId : undefined} className="flex flex-col gap-3">
      <legend className="mb-1.5 font-medium text-sm">Events</legend>
      {groups.map((group) => {
        const own = types.filter((type) => EVENT_TEXTS[type].group === group);
        const chosen = own.filter((type) => value.includes(type));
        return (
          <div key={group} className="flex flex-col gap-1.5 rounded-md border border-line p-3">
            <Checkbox
              label={<span className="font-medium">{group}</span>}
              checked={chosen.length === own.length}
              indeterminate={chosen.length > 0 && chosen.length < own.length}
              onCheckedChange={(on) => set(own, on)}
            />
            <div className="grid gap-x-4 gap-y-1.5 pl-6">
              {own.map((type) => (
                <Checkbox
                  key={type}
                  label={<span className="font-code">{type}</span>}
                  description={EVENT_TEXTS[type].what}
                  checked={value.includes(type)}
                  onCheckedChange={(on) => set([type], on)}
                />
              ))}
            </div>
          </div>
        );
      })}
      {error ? (
        <p id={errorId} role="alert" className="text-red text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
