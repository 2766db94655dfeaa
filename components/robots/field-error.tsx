import CircleAlert from "lucide-react/icons/circle-alert";

/** Always rendered, so that screen readers announce the message when it appears. */
export function FieldError({ id, message }: { id: string; message?: string }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-red text-xs empty:hidden">
      {message ? (
        <>
          <CircleAlert aria-hidden="true" className="mt-px size-3.5 shrink-0" />
          <span>{message}</span>
        </>
      ) : null}
    </p>
  );
}
