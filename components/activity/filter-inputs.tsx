"use client";
import { fromInputText, toInputText } from "@/components/activity/activity-address";
import { useTableNavigation } from "@/components/data-table/table-navigation";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useZone } from "@/components/ui/now";

/** In local time; in UTC until the server knows the time zone. */
export function TimeRange({ from, to }: { from: Date | null; to: Date | null }) {
  const zone = useZone() ?? "UTC";
  return (
    <>
      <Moment name="from" label="From" value={toInputText(from, zone)} />
      <Moment name="to" label="To" value={toInputText(to, zone)} />
    </>
  );
}

function Moment({ name, label, value }: { name: "from" | "to"; label: string; value: string }) {
  const { go } = useTableNavigation();
  const apply = (text: string) => {
    if (text !== value) go({ span: null, [name]: fromInputText(text) });
  };
  return (
    <Field label={label} className="w-52 gap-1 max-sm:w-full">
      <Input
        key={value}
        type="datetime-local"
        name={name}
        defaultValue={value}
        // Reported while the date is typed field by field, so only once it is left or confirmed.
        onBlur={(event) => apply(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && apply(event.currentTarget.value)}
        min="1970-01-01T00:00"
        max="9999-12-31T23:59"
      />
    </Field>
  );
}
