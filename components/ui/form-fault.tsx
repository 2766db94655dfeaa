import CircleAlert from "lucide-react/icons/circle-alert";

/** A line of its own above the buttons. Always rendered, so that screen readers announce it when it appears. */
export function FormFault({ fault }: { fault: string | undefined }) {
  return (
    <p role="status" className="flex w-full items-start justify-end gap-1.5 text-red text-sm empty:hidden">
      {fault ? (
        <>
          <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <span>{fault}</span>
        </>
      ) : null}
    </p>
  );
}
