/** A dash where there is no value. Screen readers skip a bare dash, so it has a name. */
export function EmptyValue() {
  return (
    <span role="img" aria-label="None" className="text-muted">
      –
    </span>
  );
}
