import type { RevealedSecret } from "@/lib/robots/service";

/** The export file of a secret: its name and its text, with exactly the five keys people's scripts read. */
export function exportFile({ creation_time, expires_at, id, name, secret }: RevealedSecret): {
  name: string;
  text: string;
} {
  return {
    name: `${name}.json`,
    text: `${JSON.stringify({ creation_time, expires_at, id, name, secret }, null, 2)}\n`,
  };
}

/** Hands a text to the browser as a download, from memory: no request carries it. */
export function download(file: { name: string; text: string }): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // Safari reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
