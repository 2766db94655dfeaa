/** Renders text between backticks as code. */
export function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never reorder.
      <code key={index} className="font-code text-fg">
        {part}
      </code>
    ),
  );
}
