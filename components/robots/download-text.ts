const KEPT_MS = 10_000;

/** Hands a text to the browser as a download, from memory: no request carries it. */
export function downloadText(file: { name: string; text: string }): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // Safari reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
