import type { IncomingMessage, ServerResponse } from "node:http";
import { NONCE_HEADER } from "@/lib/http";

/** The console's colors, inline: the page must not need any file. */
const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center;
  background: light-dark(#fafafa, #0e0f11); color: light-dark(#1a1b1f, #ededef);
  font: 0.875rem/1.5 ui-sans-serif, system-ui, sans-serif; }
main { box-sizing: border-box; width: calc(100% - 2rem); max-width: 24rem; padding: 1.5rem; border-radius: 0.75rem;
  background: light-dark(#ffffff, #151619); border: 1px solid light-dark(#e6e6e9, #26282d); }
h1 { margin: 0; font-size: 1rem; }
p { margin: 0.25rem 0 1.25rem; color: light-dark(#595c67, #a5a8b2); }
a { display: inline-block; padding: 0.375rem 0.75rem; border-radius: 0.375rem; text-decoration: none;
  background: light-dark(#3352cc, #4a66e0); color: #ffffff; }`;

/**
 * Answers 503 with a page that says why. Next can't render one without the database. A client-side navigation that gets
 * this response loads the whole page, and so shows it too.
 * @param message text without markup
 */
export function unavailablePage(req: IncomingMessage, res: ServerResponse, message: string): void {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Temporarily unavailable · Purser</title>
<link rel="icon" href="/favicon.svg">
<style nonce="${req.headers[NONCE_HEADER]}">${STYLE}</style>
</head>
<body>
<main role="alert">
<h1>Purser is temporarily unavailable</h1>
<p>${message}</p>
<a href="">Try again</a>
</main>
</body>
</html>
`;
  res.writeHead(503, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(html),
    "Cache-Control": "no-store",
  });
  res.end(req.method === "HEAD" ? undefined : html);
  req.resume();
}
