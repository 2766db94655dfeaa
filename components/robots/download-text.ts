const KEPT_MS = 10_000;

/** Downloads from memory, so that no request carries the text. */
export function downloadText(file: { name: string; text: string }): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // Safari reads the URL after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
