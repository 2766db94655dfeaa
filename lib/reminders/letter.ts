import { env } from "../env";
import type { StoredLetter } from "../mail/send";

export type LetterLine = { text: string; link: { text: string; href: string } | null };
export type LetterSection = { heading: string | null; lines: readonly LetterLine[] };

/** A letter as text and as simple HTML. */
export function letterOf(
  subject: string,
  sections: readonly LetterSection[],
  more: string | null = null,
): StoredLetter {
  const settings = `${env().PUBLIC_URL}/account`;
  const footer = `You’re receiving this because you’re responsible for robot accounts in Purser (${env().PUBLIC_URL}).`;
  const unsubscribe = "Manage email notifications";
  const text = [
    ...sections.flatMap(({ heading, lines }) => [
      ...(heading ? [heading, ""] : []),
      ...lines.map((line) => `- ${line.text}${line.link ? `\n  ${line.link.text}: ${line.link.href}` : ""}`),
      "",
    ]),
    ...(more ? [more, ""] : []),
    ...["--", footer, `${unsubscribe}: ${settings}`],
  ].join("\n");
  const html = [
    ...sections.flatMap(({ heading, lines }) => [
      ...(heading ? [`<h3>${safe(heading)}</h3>`] : []),
      `<ul>${lines.map(htmlLine).join("")}</ul>`,
    ]),
    ...(more ? [`<p>${safe(more)}</p>`] : []),
    `<p style="color:#666">${safe(footer)} <a href="${safe(settings)}">${unsubscribe}</a>.</p>`,
  ].join("\n");
  return { subject, text, html, unsubscribe: settings };
}

const htmlLine = ({ text, link }: LetterLine) =>
  `<li>${safe(text)}${link ? ` <a href="${safe(link.href)}">${safe(link.text)}</a>` : ""}</li>`;

const safe = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
