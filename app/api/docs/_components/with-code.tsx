/** Text in which what is between backticks is code. */
export function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places.
      <code key={index} className="font-code text-fg">
        {part}
      </code>
    ),
  );
}
